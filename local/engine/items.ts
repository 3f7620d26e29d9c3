import type { Store } from '../../shared/store/store.ts';
import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';

/**
 * What a Distributed Map fans out over. Read twice: once to count, once to run; never held whole.
 */
export interface ItemSource {
  count(): Promise<number>;
  items(): AsyncIterable<Json>;
}

const CHUNK_BYTES = 1 << 20;

const failed = (message: string, cause?: unknown): StateFailure =>
  new StateFailure(
    'States.ItemReaderFailed',
    cause instanceof Error ? `${message}: ${cause.message}` : message,
  );

/** Items that came with the state's input. */
export const arrayItems = (items: Json[]): ItemSource => ({
  count: async () => items.length,
  async *items() {
    yield* items;
  },
});

/** One JSON value a line; blank lines do not count. */
export const jsonLinesItems = (store: Store, url: string): ItemSource => ({
  async count() {
    let count = 0;
    for await (const line of lines(store, url)) if (line.trim() !== '') count++;
    return count;
  },
  async *items() {
    let number = 0;
    for await (const line of lines(store, url)) {
      number++;
      if (line.trim() === '') continue;
      try {
        yield JSON.parse(line) as Json;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw failed(`line ${number} of ${url} is no JSON`, error);
      }
    }
  },
});

/** A file that is one JSON array, read whole: for small lists. */
export const jsonArrayItems = (store: Store, url: string): ItemSource => {
  const read = async (): Promise<Json[]> => {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(await store.get(url)));
    } catch (error) {
      throw failed(`cannot read ${url}`, error);
    }
    if (!Array.isArray(value))
      throw failed(`${url} is no JSON array; write the list as JSON lines or as an array`);
    return value;
  };
  return {
    count: async () => (await read()).length,
    async *items() {
      yield* await read();
    },
  };
};

/**
 * The objects under a prefix, as listObjectsV2 describes them (without LastModified, which the
 * store does not know).
 */
export const objectItems = (
  store: Store,
  prefix: string,
  keyOf: (url: string) => string,
): ItemSource => ({
  async count() {
    let count = 0;
    for await (const _ of store.list(prefix)) count++;
    return count;
  },
  async *items() {
    for await (const { url, size, etag } of store.list(prefix)) {
      yield { Etag: etag, Key: keyOf(url), Size: size, StorageClass: 'STANDARD' };
    }
  },
});

/** The first `limit` items of a source; 0 means all, as in ReaderConfig.MaxItems. */
export const firstItems = (source: ItemSource, limit: number): ItemSource =>
  limit === 0
    ? source
    : {
        count: async () => Math.min(limit, await source.count()),
        async *items() {
          let given = 0;
          for await (const item of source.items()) {
            if (given++ >= limit) return;
            yield item;
          }
        },
      };

/**
 * Lines of a UTF-8 object, a chunk in memory at a time. A line may be as long as an item may be
 * large.
 */
async function* lines(store: Store, url: string): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const head = await store.head(url);
    if (!head) throw failed(`there is no object ${url}`);
    let rest = new Uint8Array(0);
    for (let offset = 0; offset < head.size; offset += CHUNK_BYTES) {
      const chunk = await store.getRange(url, offset, CHUNK_BYTES);
      const end = chunk.lastIndexOf(10) + 1;
      if (end > 0) {
        const whole = joined(rest, chunk.subarray(0, end - 1));
        rest = chunk.slice(end);
        yield* decoder.decode(whole).split('\n');
      } else rest = joined(rest, chunk);
      if (rest.length > CHUNK_BYTES + MAX_PAYLOAD_BYTES)
        throw failed(`${url} has a line longer than an item may be`);
    }
    if (rest.length > 0) yield decoder.decode(rest);
  } catch (error) {
    throw error instanceof StateFailure ? error : failed(`cannot read ${url}`, error);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
