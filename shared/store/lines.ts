import { StoreError } from './errors.ts';
import type { Head, Store } from './store.ts';

/** bytes asked for at a time */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The lines of a text object without their ends (\n, \r\n or \r), read a chunk at a time, all of
 * one version. Of a text of somebody else's, where a line may have no end, what is behind `longest`
 * characters of a line is left out. `version` is the one to read, else what stands there. Throws
 * NoSuchObject, Changed.
 */
export async function* readLines(
  store: Store,
  url: string,
  longest = Number.POSITIVE_INFINITY,
  version?: Head,
): AsyncGenerator<string> {
  const head = version ?? (await store.head(url));
  if (!head)
    throw new StoreError('NoSuchObject', `${url} is not there: check its address`, url, 'head');
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for (let offset = 0; offset < head.size; offset += CHUNK_BYTES) {
    const last = offset + CHUNK_BYTES >= head.size;
    rest += decoder.decode(await store.getRange(url, offset, CHUNK_BYTES, undefined, head.etag), {
      stream: !last,
    });
    const lines = rest.split(/\r\n|\n|\r(?!\n|$)/); // a \r at the end may be half of an \r\n
    rest = last ? '' : (lines.pop() ?? '').slice(0, longest);
    for (const line of lines) yield line.slice(0, longest);
  }
}
