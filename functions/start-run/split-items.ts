import { keys } from '../../shared/contracts/keys.ts';
import type { ImagesChunk } from '../../shared/contracts/sky-map/images.ts';
import type { NumberList } from '../../shared/core/number-list.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { WrittenLists } from './write-lists.ts';

/**
 * Step Functions starts at most this many children at a time, so a longer list goes several images
 * to a child.
 */
const MAX_CHILDREN = 10_000;

/** bytes copied at a time */
const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Lines of a list of so many that one task of the sky map reads: one of thousands, hundreds of
 * millions.
 */
const linesOfChunk = (lines: number): number => Math.max(1, Math.ceil(lines / MAX_CHILDREN));

/** Ranges of list.jsonl whose headers one task reads. */
export function* chunksOf(lengths: NumberList, bits: string | undefined): Generator<ImagesChunk> {
  const lines = linesOfChunk(lengths.length);
  let [line, chunk, offset, length] = [0, 0, 0, 0];
  for (const bytes of lengths) {
    length += bytes;
    if (++line % lines !== 0 && line < lengths.length) continue;
    yield { chunk: chunk++, offset, length, ...(bits === undefined ? {} : { bits }) };
    [offset, length] = [offset + length, 0];
  }
}

/**
 * Writes what a map fans out over, items or `chunks` of them, in two parts: the beginning of the
 * list and the rest. Answers the items of the beginning; undefined, and nothing is written, where
 * all items belong to it.
 */
export async function splitItems(
  store: Store,
  run: string,
  { lengths, firstItems }: WrittenLists,
  chunks: readonly ImagesChunk[] | undefined,
): Promise<number | undefined> {
  if (chunks) {
    const lines = linesOfChunk(lengths.length);
    const first = Math.ceil(firstItems / lines);
    if (first >= chunks.length) return undefined;
    await store.put(joinUrl(run, keys.beginning), jsonLines(chunks.slice(0, first)));
    await store.put(joinUrl(run, keys.rest), jsonLines(chunks.slice(first)));
    return first * lines;
  }
  if (firstItems >= lengths.length) return undefined;
  let [line, middle, all] = [0, 0, 0];
  for (const bytes of lengths) {
    if (line++ < firstItems) middle += bytes;
    all += bytes;
  }
  await store.putStream(
    joinUrl(run, keys.beginning),
    piecesOf(store, joinUrl(run, keys.list), 0, middle),
  );
  await store.putStream(
    joinUrl(run, keys.rest),
    piecesOf(store, joinUrl(run, keys.list), middle, all),
  );
  return firstItems;
}

/** The bytes [from, to) of an object, a piece at a time. */
async function* piecesOf(
  store: Store,
  url: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < to; offset += PIECE_BYTES)
    yield await store.getRange(url, offset, Math.min(PIECE_BYTES, to - offset));
}
