import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { prepareFolder } from '../../../local/run-folder/prepare-folder.ts';

it('images of the command line become a list, names without a folder as paths', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-prepare-'));
  try {
    const images = ['a.fits', 'in/b.fits[1]', 's3://bucket/c.fits'];
    const { list, undo } = await prepareFolder(folder, { images }, undefined, false);
    expect(readFileSync(fileURLToPath(list), 'utf8')).toBe(
      './a.fits\nin/b.fits[1]\ns3://bucket/c.fits\n',
    );
    await undo();
    expect(() => readFileSync(fileURLToPath(list))).toThrow();
    await expect(
      prepareFolder(folder, { images: ['a\nb.fits'] }, undefined, false),
    ).rejects.toThrow('line end');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
