import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../shared/store/make-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing and takes what is there', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'starfan-')), 'a/b/c');
    makeFolder(path);
    expect(existsSync(path)).toBe(true);
    makeFolder(path);
    makeFolder(join(path, '..'));
  });

  it('fails where a file stands in the way', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'starfan-')), 'a');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => makeFolder(join(file, 'b'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  it.runIf(existsSync('/proc/self'))('ends where the file system takes no new names', () => {
    expect(() => makeFolder('/proc/starfan/a')).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});
