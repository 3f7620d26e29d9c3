import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryName } from './atomic.ts';
import { hasCode } from './error-code.ts';
import { compareKeys } from './key-order.ts';

/** A file, or a folder that is empty or was not entered. */
export interface WalkEntry {
  /** path below the walked folder with `/` between names; ends with `/` for a folder */
  key: string;
  path: string;
  /** absent for a folder */
  file?: BigIntStats;
}

/** Which entries are wanted. */
export interface WalkOptions {
  /** only keys that start so */
  prefix?: string;
  /** only keys behind this one in UTF-8 order */
  after?: string;
  /**
   * whether to go into a folder (its key ends with `/`) or to answer it as it is; goes into all
   * when absent
   */
  enter?: (key: string) => boolean;
}

/** Names whose `stat` runs at a time. */
const BATCH = 64;

/**
 * The files under a folder in the order of their UTF-8 keys, without temporary ones. Links to files
 * are followed, links to folders are not: a walk never leaves the folder. A missing folder has no
 * files.
 */
export async function* walkFiles(
  folder: string,
  options: WalkOptions = {},
): AsyncGenerator<WalkEntry> {
  const prefix = options.prefix ?? '';
  // Straight to the folder of the prefix: its parents may be large.
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  yield* below(join(folder, base), base, { ...options, prefix });
}

async function* below(
  folder: string,
  base: string,
  options: WalkOptions & { prefix: string },
): AsyncGenerator<WalkEntry> {
  const { prefix, after = '', enter } = options;
  const entries: { key: string; path: string }[] = [];
  const all = await entriesOf(folder);
  if (all?.length === 0 && base !== '' && base.startsWith(prefix) && compareKeys(base, after) > 0)
    yield { key: base, path: folder };
  for (const entry of all ?? []) {
    // With its slash a folder sorts where its files belong.
    const key = base + entry.name + (entry.isDirectory() ? '/' : '');
    const wanted = key.startsWith(prefix) && !isTemporaryName(entry.name);
    const passed = compareKeys(key, after) <= 0 && !(entry.isDirectory() && after.startsWith(key));
    if (wanted && !passed) entries.push({ key, path: join(folder, entry.name) });
  }
  entries.sort((a, b) => compareKeys(a.key, b.key));
  for (let start = 0; start < entries.length; start += BATCH) {
    const some = entries.slice(start, start + BATCH);
    const files = await Promise.all(
      some.map((e) => (e.key.endsWith('/') ? undefined : statOf(e.path))),
    );
    for (const [i, { key, path }] of some.entries()) {
      const file = files[i];
      if (file) yield { key, path, file };
      else if (!key.endsWith('/')) continue;
      else if (!enter || enter(key)) yield* below(path, key, options);
      else yield { key, path };
    }
  }
}

/** undefined when there is no such folder. */
async function entriesOf(folder: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** undefined when it is gone again or no plain file. */
async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    const file = await stat(path, { bigint: true });
    return file.isFile() ? file : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ELOOP')) return undefined;
    throw error;
  }
}
