import type { Head, Store } from '../../shared/store/store.ts';

/** Beside the image that is in work so much more fits a function's memory. */
const mostBytes = 192 * 2 ** 20;

/** A store that can fetch an object before it is asked for. */
export interface ReadAhead {
  store: Store;
  /** Starts to fetch the whole of an object, unless it is too large. Never throws: what cannot be had is asked for again. */
  begin(url: string): void;
  /** Forgets what was fetched. */
  end(url: string): void;
}

interface Fetched {
  head: Promise<Head | undefined>;
  bytes: Promise<Uint8Array | undefined>;
}

/**
 * Reads of an object that was begun are answered from its bytes: one request and the wait for it while the image before is searched.
 * A task counts its reads as it makes them, whoever answers.
 */
export function readAhead(store: Store): ReadAhead {
  const fetched = new Map<string, Fetched>();
  const bytesOf = async (url: string): Promise<Uint8Array | undefined> => fetched.get(url)?.bytes;

  return {
    begin(url) {
      if (fetched.has(url)) return;
      const head = store.head(url).catch(() => undefined);
      const bytes = head.then(async (known) => {
        if (!known || known.size > mostBytes) return undefined;
        const whole = await store.get(url).catch(() => undefined);
        return whole?.length === known.size ? whole : undefined;
      });
      fetched.set(url, { head, bytes });
    },
    end(url) {
      fetched.delete(url);
    },
    store: {
      ...store,
      head: async (url) => (await fetched.get(url)?.head) ?? store.head(url),
      get: async (url) => (await bytesOf(url)) ?? store.get(url),
      async getRange(url, offset, length, into) {
        const bytes = await bytesOf(url);
        if (!bytes) return store.getRange(url, offset, length, into);
        const range = bytes.subarray(offset, offset + length);
        if (!into) return range;
        into.set(range);
        return into.subarray(0, range.length);
      },
    },
  };
}
