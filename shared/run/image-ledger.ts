import { keys } from '../contracts/keys.ts';
import { type Failure, type Item, identityOf, itemSchema } from '../contracts/lists.ts';
import {
  chunkName,
  chunkSchema,
  type ImagesChunk,
  type PlannedImage,
} from '../contracts/sky-map/images.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { fromJson, readJsonLines } from './json.ts';
import { readRecord } from './record.ts';

/**
 * One line of the list and what its header said; neither images nor a failure when it was not
 * reached.
 */
export interface ReadImage {
  item: Item;
  images: PlannedImage[];
  failure: Failure | undefined;
}

/** records asked for at the same time */
const READ_AHEAD = 64;

/** The lines of a chunk. */
export async function readChunk(
  store: Store,
  run: string,
  { offset, length }: ImagesChunk,
): Promise<Item[]> {
  const url = joinUrl(run, keys.list);
  const bytes = await store.getRange(url, offset, length);
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.filter(Boolean).map((line) => fromJson(line, itemSchema, url));
}

/** What read-images found, in the order of the list, with its records. Streams. */
export async function* readImageLedger(
  store: Store,
  run: string,
): AsyncGenerator<{ record: TaskRecord | undefined; lines: ReadImage[] }> {
  yield* readChunkEntries(
    store,
    run,
    readJsonLines(store, joinUrl(run, skyKeys.chunks), chunkSchema),
  );
}

/** The same of some chunks. */
export const readChunkEntries = (
  store: Store,
  run: string,
  chunks: Iterable<ImagesChunk> | AsyncIterable<ImagesChunk>,
) => ahead(chunks, READ_AHEAD, (chunk) => entryOf(store, run, chunk));

async function entryOf(store: Store, run: string, chunk: ImagesChunk) {
  const [items, found] = await Promise.all([
    readChunk(store, run, chunk),
    readRecord(store, joinUrl(run, keys.task('images', chunkName(chunk.chunk)))),
  ]);
  const record = found === 'unreadable' ? undefined : found;
  // Of an earlier run the same lines may have stood elsewhere in the list.
  const images = new Map<string, PlannedImage[]>();
  for (const image of record?.images ?? []) {
    const identity = identityOf(image.item);
    images.set(identity, [...(images.get(identity) ?? []), image]);
  }
  const failures = new Map(record?.failures.map((failure) => [failure.line, failure]));
  const lines = items.map((item) => ({
    item,
    images: (images.get(identityOf(item)) ?? []).map((image) => ({ ...image, item })),
    failure:
      failures.get(item.line) ??
      (record?.failure ? { ...record.failure, line: item.line, uri: item.uri } : undefined),
  }));
  return { record, lines };
}
