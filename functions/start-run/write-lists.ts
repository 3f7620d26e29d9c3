import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { keys } from '../../shared/contracts/keys.ts';
import { BEGINNING_LINES } from '../../shared/contracts/lists.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { Read } from './read-list.ts';

/** What was written of a list. */
export interface WrittenLists {
  /** bytes of each line of list.jsonl */
  lengths: NumberList;
  badLines: number;
  /** how many of the list's first lines, of which there are BEGINNING_LINES, are items */
  firstItems: number;
}

/**
 * Writes the good lines of a list into list.jsonl and the bad ones beside it. Streams both at the
 * same time.
 */
export async function writeLists(
  store: Store,
  run: string,
  list: AsyncIterable<Read>,
): Promise<WrittenLists> {
  const lengths = new NumberList();
  let [badLines, firstItems] = [0, 0];
  const bad = new PassThrough({ objectMode: true });
  bad.on('error', () => {}); // thrown to its reader, where there still is one
  async function* lines(badPut: Promise<string>) {
    for await (const read of list) {
      if ('failure' in read) {
        badLines++;
        if (!bad.write(jsonLines([read.failure]))) await Promise.race([once(bad, 'drain'), badPut]);
        continue;
      }
      if (lengths.length + badLines < BEGINNING_LINES) firstItems++;
      const line = `${JSON.stringify(read.item)}\n`;
      lengths.push(Buffer.byteLength(line));
      yield line;
    }
    bad.end();
  }
  const badPut = store.putStream(joinUrl(run, keys.badLines), bad);
  badPut.catch(() => {}); // until its turn
  try {
    await store.putStream(joinUrl(run, keys.list), lines(badPut));
  } catch (error) {
    bad.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
  await badPut;
  return { lengths, badLines, firstItems };
}
