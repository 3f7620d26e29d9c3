import type { ByteSource } from '../core/bytes/source.ts';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';

/**
 * One object, in the version that was looked at, as the bytes that a reader of files wants. Nothing
 * is asked of the store outside the object, nor of what lies in `start`: its first bytes, as far as
 * they have come already.
 */
export function storeSource(store: Store, head: Head, start?: Uint8Array): ByteSource {
  const { url, size, etag } = head;
  return {
    uri: url,
    size,
    async read(offset, length, into) {
      checkRange(offset, length, into);
      const within = Math.min(length, size - offset);
      if (start && within > 0 && offset + within <= start.length) {
        const part = start.subarray(offset, offset + within);
        if (!into) return part.slice();
        into.set(part);
        return into.subarray(0, within);
      }
      if (within <= 0) return into ? into.subarray(0, 0) : new Uint8Array(0);
      return store.getRange(url, offset, within, into, etag);
    },
  };
}
