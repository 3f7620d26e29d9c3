import { existsSync } from 'node:fs';
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atOnce } from '../../shared/core/bytes/at-once.ts';
import { isTemporaryName } from '../../shared/store/atomic.ts';
import { LOCK_NAME } from './lock.ts';
import type { Holdings, StoredObject } from './stored-objects.ts';

/** The files of a folder. Links are not followed: they are no run's. */
export function folderHoldings(folder: string): Holdings {
  async function* files(base: string): AsyncGenerator<StoredObject> {
    for (const entry of await readdir(join(folder, base), { withFileTypes: true })) {
      const key = base + entry.name;
      if (entry.isDirectory()) {
        yield* files(`${key}/`);
        continue;
      }
      const { size } = await lstat(join(folder, key));
      const isHalf = entry.isFile() && (isTemporaryName(entry.name) || key.startsWith(LOCK_NAME));
      yield { key, bytes: size, form: isHalf ? 'half-written file' : 'file' };
    }
  }

  return {
    notes: [],
    async list() {
      const all: StoredObject[] = [];
      if (!existsSync(folder)) return all; // nothing was left of it
      for await (const held of files('')) all.push(held);
      return all;
    },
    async remove(going) {
      await atOnce(going, 32, ({ key }) => rm(join(folder, key), { force: true }));
      const folders = new Set(going.map(({ key }) => dirname(join(folder, key))));
      for (const path of [...folders]) {
        for (let up = path; up.length > folder.length; up = dirname(up)) folders.add(up);
      }
      folders.add(folder);
      const deepestFirst = [...folders].sort((a, b) => b.length - a.length);
      for (const path of deepestFirst) await rmdir(path).catch(ignoreFull);
    },
  };
}

/** A folder with something in it stays. */
function ignoreFull(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code ?? '')) throw error;
}
