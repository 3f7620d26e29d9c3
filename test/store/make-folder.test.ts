import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../shared/store/make-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing, several at once, and takes what is there', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'starfan-')), 'a/b/c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, '..'))]);
    expect(existsSync(path)).toBe(true);
    await makeFolder(path);
  });

  it('fails where a file stands in the way', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'starfan-')), 'a');
    writeFileSync(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('ends where the file system takes no new names', async () => {
    await expect(makeFolder('/proc/starfan/a')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
