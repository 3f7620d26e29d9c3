import type { Drafts } from './drafts.ts';
import { BLOCK_BYTES, type Pieces, partsOf } from './parts.ts';
import type { Head, Store } from './store.ts';

/** Requests as S3 prices them, and bytes. Retries are not seen. Local and cloud count alike. */
export interface StoreCounts {
  /** GET and HEAD */
  reads: number;
  /** PUT, the requests of an upload in parts, and LIST pages of 1000 */
  writes: number;
  bytesRead: number;
  bytesWritten: number;
}

const lengthOf = (body: Uint8Array | string): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : body.length;

/** Wraps a store for one task: the counts grow as it is used. */
export function countingStore(store: Store): { store: Store; counts: StoreCounts } {
  const counts: StoreCounts = { reads: 0, writes: 0, bytesRead: 0, bytesWritten: 0 };

  const read = async (bytes: Promise<Uint8Array>): Promise<Uint8Array> => {
    counts.reads++;
    const got = await bytes;
    counts.bytesRead += got.length;
    return got;
  };

  const write = (size: number, parts = partsOf(size).length): void => {
    counts.writes += parts === 1 ? 1 : parts + 2;
    counts.bytesWritten += size;
  };

  return {
    counts,
    store: {
      head(url) {
        counts.reads++;
        return store.head(url);
      },
      get: (url, etag) => read(store.get(url, etag)),
      getRange: (url, ...range) => read(store.getRange(url, ...range)),
      async getStart(url, length) {
        counts.reads++;
        const start = await store.getStart(url, length);
        counts.bytesRead += start.bytes.length;
        return start;
      },
      put(url, body) {
        write(lengthOf(body));
        return store.put(url, body);
      },
      async putStream(url, pieces) {
        let size = 0;
        async function* counted() {
          for await (const piece of pieces) {
            size += lengthOf(piece);
            yield piece;
          }
        }
        try {
          return await store.putStream(url, counted());
        } finally {
          write(size, Math.max(1, Math.ceil(size / BLOCK_BYTES)));
        }
      },
      putIfUnchanged(url, body, etag) {
        write(lengthOf(body));
        return store.putIfUnchanged(url, body, etag);
      },
      list: (prefix, after) => countPages(store.list(prefix, after), counts),
      delete: (url) => store.delete(url),
      drafts: (url) => countedDrafts(store.drafts?.(url), counts),
    },
  };
}

/** Bytes alone: S3, whose requests are counted, has none. */
function countedDrafts(drafts: Drafts | undefined, counts: StoreCounts): Drafts | undefined {
  if (!drafts) return undefined;
  async function* counted<T extends Uint8Array | string | number>(
    pieces: Iterable<T> | AsyncIterable<T>,
  ) {
    for await (const piece of pieces) {
      if (typeof piece !== 'number') counts.bytesWritten += lengthOf(piece);
      yield piece;
    }
  }
  return {
    read: drafts.read,
    write: (draft, at, pieces: Pieces, isBlank) =>
      drafts.write(draft, at, counted(pieces), isBlank),
    publish: (draft, standing, pieces) => drafts.publish(draft, standing, counted(pieces)),
  };
}

async function* countPages(heads: AsyncIterable<Head>, counts: StoreCounts): AsyncGenerator<Head> {
  let seen = 0;
  counts.writes++;
  for await (const head of heads) {
    if (seen > 0 && seen % 1000 === 0) counts.writes++;
    seen++;
    yield head;
  }
}
