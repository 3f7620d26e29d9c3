import { readdir, stat } from 'node:fs/promises';
import { systemWords } from '../local/system-words.ts';
import { UsageError } from '../local/usage-error.ts';
import { splitPair } from '../shared/core/fits/hdu-address.ts';
import { shellWord } from './shell-word.ts';

/** The ending of an image's file name: `.fits`, `.fits.fz`, `.FIT.gz`. */
const IMAGE_ENDING = /\.(fits?|fts|fz)(\.fz)?(\.(gz|bz2|xz|Z))?$/i;

/**
 * Throws UsageError where a path is a folder, and where of all paths that were given none is there.
 */
export async function checkPaths(paths: readonly string[]): Promise<void> {
  const named = await Promise.all(
    paths.map(async (path) => ((await fileOf(path)) ? [path] : (splitPair(path) ?? [path]))),
  );
  const files = named.flat();
  const own = files.filter((path) => !/^[a-z0-9]+:\/\//i.test(path) && path !== '-');
  let missing = 0;
  for (const path of own) {
    const found = await fileOf(path);
    if (found?.isDirectory()) throw new UsageError(await folderWords(path));
    if (!found) missing++;
  }
  if (own.length > 0 && missing === files.length)
    throw new UsageError(
      `there is no file ${own[0]}${own.length > 1 ? `, nor any other of the ${own.length}` : ''}: check the path`,
    );
}

/** A path as it stands, or without the HDU at its end. */
const fileOf = async (path: string) =>
  (await stat(path).catch(() => undefined)) ??
  (await stat(path.replace(/\[[^\]]*\]$/, '')).catch(() => undefined));

const MAX_EXAMPLES = 3;

/** What is in a folder that was given where images belong, and how to give them. */
async function folderWords(path: string): Promise<string> {
  const folder = path.replace(/(?<=.)\/+$/, '');
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw new UsageError(systemWords(error) ?? error.message);
  });
  const names = entries.filter((entry) => !entry.isDirectory() && IMAGE_ENDING.test(entry.name));
  const patterns = new Set(
    names.map(({ name }) => `${shellWord(folder)}/*${IMAGE_ENDING.exec(name)![0]}`),
  );
  if (patterns.size > 0)
    return `${path} is a folder with ${examples(names)}: write ${[...patterns].sort().join(' ')}`;
  const folders = entries.filter((entry) => entry.isDirectory());
  const inside = folders.length > 0 ? `, only ${examples(folders)}` : '';
  return `${path} is a folder without a FITS file in it${inside}: give the images or a list of them`;
}

function examples(entries: readonly { name: string }[]): string {
  const names = entries.map(({ name }) => name).sort();
  const rest = names.length - MAX_EXAMPLES;
  return rest > 0
    ? `${names.slice(0, MAX_EXAMPLES).join(', ')} and ${rest} more`
    : names.join(', ');
}
