import { open, readFile, stat } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Inputs } from '../local/run-folder/prepare-folder.ts';
import { UsageError } from '../local/usage-error.ts';
import { packingOf } from '../shared/core/unpack/packing.ts';
import { objectUrl } from '../shared/store/url.ts';
import { checkPaths } from './folders.ts';

const IMAGE_NAME = /\.(fits?|fts|fz)(\.(gz|bz2|xz|Z))?(\[[^\]]*\])?$/i;
const LIST_NAME = /\.(txt|csv|jsonl?|lst|list|dat)$/i;

/**
 * Whether the arguments are images or one list: by their names and, for a lone file, by its first
 * bytes. Throws UsageError for no argument, and for a list beside anything else.
 */
export async function readInputs(args: string[]): Promise<Inputs> {
  const [only] = args;
  if (only === undefined) throw new UsageError('give images or a list: starfan detect --help');
  await checkPaths(args);
  if (args.includes('-') && args.length > 1)
    throw new UsageError('- is a list on standard input: give it alone');
  if (only === '-') return { text: await readAll(0) };
  // a list made by another command: <(…)
  if (args.length === 1 && (await isPipe(only))) return { text: await readAll(only) };
  if (args.length === 1 && (await isList(only))) return { list: objectUrl(only) };
  const list = args.find((arg) => LIST_NAME.test(arg));
  if (list !== undefined)
    throw new UsageError(`${list} looks like a list: give one list, or images alone`);
  return { images: args };
}

/**
 * The whole of standard input (0) or of a pipe, read once. Throws UsageError when it is no text or
 * has nothing in it.
 */
async function readAll(pipe: string | 0): Promise<string> {
  const text = pipe === 0 ? await textOf(process.stdin) : await readFile(pipe, 'utf8');
  if (text.includes('\0'))
    throw new UsageError('a list comes through a pipe, not an image: give the path of the image');
  if (text.trim() === '')
    throw new UsageError('nothing came through the pipe: a list has one image a line');
  return text;
}

const isPipe = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFIFO() ?? false;

async function isList(text: string): Promise<boolean> {
  if (IMAGE_NAME.test(text)) return false;
  if (LIST_NAME.test(text) || /^[a-z0-9]+:\/\//i.test(text)) return LIST_NAME.test(text);
  const file = await open(text);
  try {
    const begin = Buffer.alloc(80);
    const { bytesRead } = await file.read(begin, 0, 80, 0);
    const head = begin.subarray(0, bytesRead);
    return !head.toString('latin1').startsWith('SIMPLE') && !head.includes(0) && !packingOf(head);
  } finally {
    await file.close();
  }
}
