import { StoreError } from './errors.ts';
import type { Store } from './store.ts';

/** bytes asked for at a time */
const chunk = 4 * 1024 * 1024;

/** A file without line ends must not fill the memory: what goes beyond is cut off. */
const longestLine = 64 * 1024;

/** The lines of a text object without their ends (\n, \r\n or \r), read a chunk at a time. Throws NoSuchObject. */
export async function* readLines(store: Store, url: string): AsyncGenerator<string> {
  const head = await store.head(url);
  if (!head) throw new StoreError('NoSuchObject', `${url} is not there: check its address`, url, 'head');
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for (let offset = 0; offset < head.size; offset += chunk) {
    const last = offset + chunk >= head.size;
    rest += decoder.decode(await store.getRange(url, offset, chunk), { stream: !last });
    const lines = rest.split(/\r\n|\n|\r(?!\n|$)/); // a \r at the end may be half of an \r\n
    rest = last ? '' : (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) yield line.slice(0, longestLine);
  }
}
