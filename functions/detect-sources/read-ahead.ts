import type { Head, Store } from '../../shared/store/store.ts';

/** Beside the image that is in work so much more fits a function's memory. */
const MAX_BYTES = 192 * 2 ** 20;

/** A store that can fetch an object before it is asked for. */
export interface ReadAhead {
  store: Store;
  /**
   * Starts to fetch the whole of an object, unless it is too large. Never throws: what cannot be
   * had is asked for again.
   */
  begin(url: string): void;
  /** Forgets what was fetched. */
  end(url: string): void;
}

interface Fetched {
  head: Promise<Head | undefined>;
  /** of the version that was looked at */
  bytes: Promise<Uint8Array | undefined>;
}

/**
 * Reads of an object that was begun are answered from its bytes: one request and the wait for it
 * while the image before is searched. A task counts its reads as it makes them, whoever answers.
 */
export function readAhead(store: Store): ReadAhead {
  const fetched = new Map<string, Fetched>();
  const bytesOf = async (
    url: string,
    etag: string | undefined,
  ): Promise<Uint8Array | undefined> => {
    const known = fetched.get(url);
    return etag === undefined || (await known?.head)?.etag === etag ? known?.bytes : undefined;
  };

  return {
    begin(url) {
      if (fetched.has(url)) return;
      const head = store.head(url).catch(() => undefined);
      const bytes = head.then(async (known) => {
        if (!known || known.size > MAX_BYTES) return undefined;
        return store.get(url, known.etag).catch(() => undefined);
      });
      fetched.set(url, { head, bytes });
    },
    end(url) {
      fetched.delete(url);
    },
    store: {
      ...store,
      head: async (url) => (await fetched.get(url)?.head) ?? store.head(url),
      get: async (url, etag) => (await bytesOf(url, etag)) ?? store.get(url, etag),
      async getRange(url, offset, length, into, etag) {
        const bytes = await bytesOf(url, etag);
        if (!bytes) return store.getRange(url, offset, length, into, etag);
        const range = bytes.subarray(offset, offset + length);
        if (!into) return range;
        into.set(range);
        return into.subarray(0, range.length);
      },
    },
  };
}
