import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const TEXT = 'text/plain; charset=utf-8';
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.fits': 'application/fits',
  '.parquet': 'application/vnd.apache.parquet',
  '.js': 'text/javascript; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.tsv': 'text/tab-separated-values; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.xml': 'application/xml',
  '.txt': TEXT,
  '.reg': TEXT,
  '.license': TEXT,
  '': TEXT, // properties
};

/** The media type of a file by its ending. */
export const typeOf = (path: string): string =>
  types[extname(path).toLowerCase()] ?? 'application/octet-stream';

/** Whether a part of a path begins with a dot: what is hidden, and the ways out. */
export const isHidden = (path: string): boolean =>
  path.split(/[\\/]/).some((part) => part.startsWith('.'));

/**
 * The file that a path means, and its size; undefined where there is none. Below the root alone: no
 * link leads out. `root` is a real path.
 */
export async function findFile(
  root: string,
  path: string,
): Promise<{ file: string; size: number } | undefined> {
  if (isHidden(path)) return undefined;
  const file = await realpath(join(root, path)).catch(() => undefined);
  if (file === undefined || !file.startsWith(root.endsWith(sep) ? root : root + sep))
    return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? { file, size: found.size } : undefined;
}

/**
 * Answers with a file, or with the one range of its bytes that is asked for; with no body to HEAD.
 */
export function answerFile(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { file, size, type = typeOf(file) }: { file: string; size: number; type?: string },
): void {
  const range = rangeOf(headers.range, size);
  if (range === 'none') {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    'content-type': type,
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  });
  if (method === 'HEAD' || size === 0) response.end();
  else
    createReadStream(file, { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
}

/**
 * RFC 9110, 14.2: undefined where the whole is meant (several ranges too), 'none' where the file
 * has nothing of it.
 */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'none' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [first, last] = [match[1], match[2]];
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length > 0 ? { start: size - length, end: size - 1 } : 'none';
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  return start < size
    ? { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
    : 'none';
}
