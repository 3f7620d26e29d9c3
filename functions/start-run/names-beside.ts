import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { consequenceOf } from '../../shared/contracts/errors.ts';
import { mayBeCompanion, stemOf } from '../../shared/core/planes/beside.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import type { Store } from '../../shared/store/store.ts';

/** Addresses of files by the stems of their names. */
export type UrlsByStem = ReadonlyMap<string, string>;

/** folders of this machine whose names are kept */
const MAX_FOLDERS = 16;
/** names of one answer */
const MAX_NAMES = 1_000;

/** The folder of an address, with its slash, and the stem of its name where it has one. */
export const splitName = (uri: string): { folder: string; stem: string | undefined } => {
  const at = uri.lastIndexOf('/') + 1;
  return { folder: uri.slice(0, at), stem: stemOf(uri.slice(at)) };
};

/** Answers what stands in a folder of this machine; the folders asked for last are kept. */
export function namesOnDisk(): (folder: string) => Promise<UrlsByStem> {
  const folders = new Map<string, Promise<UrlsByStem>>();
  return (folder) => {
    const names = folders.get(folder) ?? filesIn(folder);
    folders.delete(folder);
    folders.set(folder, names);
    for (const [oldest] of folders) if (folders.size > MAX_FOLDERS) folders.delete(oldest);
    return names;
  };
}

/**
 * Answers what stands beside an object and begins as the stems do, by one LIST; a bucket that
 * refuses is not asked again, and has nothing.
 */
export function namesInBuckets(
  store: Store,
): (uri: string, stems: readonly string[]) => Promise<UrlsByStem> {
  const refused = new Set<string>();
  return async (uri, stems) => {
    const found = new Map<string, string>();
    const { folder } = splitName(uri);
    const [bucket = ''] = uri.slice('s3://'.length).split('/');
    if (refused.has(bucket)) return found;
    let seen = 0;
    try {
      for await (const { url } of store.list(folder + commonBegin(stems))) {
        const { folder: its, stem } = splitName(url);
        if (its === folder && stem !== undefined && !found.has(stem)) found.set(stem, url);
        if (++seen === MAX_NAMES) break;
      }
    } catch (error) {
      if (consequenceOf(error) !== 'item') throw error;
      refused.add(bucket);
    }
    return found;
  };
}

/**
 * Addresses of the files in a folder that may be companions, by their stems; of what cannot be
 * looked into none.
 */
async function filesIn(folder: string): Promise<UrlsByStem> {
  const found = new Map<string, string>();
  try {
    for (const name of (await readdir(fileURLToPath(folder))).sort()) {
      if (!mayBeCompanion(stemOf(name) ?? '')) continue;
      const url = pathToFileURL(`${fileURLToPath(folder)}${name}`).href;
      const { stem } = splitName(url);
      if (stem !== undefined && !found.has(stem)) found.set(stem, url);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) throw error;
  }
  return found;
}

function commonBegin(texts: readonly string[]): string {
  let begin = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(begin)) begin = begin.slice(0, -1);
  return begin;
}
