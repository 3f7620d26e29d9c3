import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readInputs } from '../../cli/inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-pipe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What readInputs makes of a pipe that something is written to. */
async function through(text: string) {
  const pipe = join(folder, `pipe-${Math.abs(text.length)}`);
  execFileSync('mkfifo', [pipe]);
  const [inputs] = await Promise.all([
    readInputs([pipe]).catch((error: Error) => error),
    writeFile(pipe, text),
  ]);
  return inputs;
}

it('a list may come through a pipe, which is read once', async () => {
  expect(await through('s3://b/a.fits\ns3://b/b.fits\n')).toEqual({
    text: 's3://b/a.fits\ns3://b/b.fits\n',
  });
});

it('a pipe without a list, or with an image in it, is refused with a sentence', async () => {
  expect(await through('\n')).toMatchObject({ message: expect.stringContaining('nothing came') });
  expect(await through('SIMPLE  =   T\0\0')).toMatchObject({
    message: expect.stringContaining('not an image'),
  });
});

it('the argument - stands alone', async () => {
  writeFileSync(join(folder, 'a.fits'), '');
  await expect(readInputs(['-', join(folder, 'a.fits')])).rejects.toThrow('give it alone');
});
