import { StoreError } from './errors.ts';
import { HttpsReader } from './https-reader.ts';
import type { HostPace } from './pace.ts';
import { checkRange } from './range.ts';
import type { Store } from './store.ts';

/**
 * What servers give under `https://` and `http://`, read only: what would write, and `list`, throws
 * AccessDenied. Bytes are taken as they come: a Content-Encoding is not undone, so that ranges
 * count the same bytes everywhere (the readers of files unpack gzip). A version is the ETag, or
 * else Last-Modified and size, or else the size alone. What breaks off is asked for from there on.
 * Of a server that does not answer ranges the whole is read and kept; NoRanges when it is too large
 * for that. A server that is silent for `silenceMs` (a minute) is StoreUnavailable.
 */
export function httpsStore(
  environment: Record<string, string | undefined>,
  silenceMs?: number,
  pace?: HostPace,
): Store {
  const reader = new HttpsReader(environment, silenceMs, pace);
  return {
    head: (url) => reader.head(url),
    get: (url, etag) => reader.whole(url, etag),
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      if (length === 0) return into ? into.subarray(0, 0) : new Uint8Array(0);
      const bytes = await reader.range(url, offset, length, etag);
      if (!into) return bytes;
      into.set(bytes);
      return into.subarray(0, bytes.length);
    },
    getStart: (url, length) => {
      checkRange(0, length);
      return reader.start(url, length);
    },
    put: readOnly('put'),
    putStream: readOnly('putStream'),
    putIfUnchanged: readOnly('putIfUnchanged'),
    delete: readOnly('delete'),
    list: (prefix) => {
      throw readOnlyError(prefix, 'list');
    },
  };
}

const readOnlyError = (url: string, action: string): StoreError =>
  new StoreError('AccessDenied', `${url} can be read only: write to a disk or to S3.`, url, action);

const readOnly = (action: string) => async (url: string) => {
  throw readOnlyError(url, action);
};
