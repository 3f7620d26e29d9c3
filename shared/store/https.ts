import { changedError, StoreError } from './errors.ts';
import { checkedPart, type Piece, pieceOf, sizeOf, versionOf } from './https-answer.ts';
import { networkError, statusError } from './https-errors.ts';
import { asker, type Question } from './https-request.ts';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';

/**
 * Bodies of servers without ranges that are kept take at most this share of the function's memory.
 */
const KEPT_SHARE = 1 / 4;
/** MB of memory outside a function. */
const OTHER_MEMORY = 2048;

/**
 * What servers give under `https://` and `http://`, read only. Bytes are taken as they come: a
 * Content-Encoding is not undone, so that ranges count the same bytes everywhere (the readers of
 * files unpack gzip). A version is the ETag, or else Last-Modified and size, or else the size
 * alone. Of a server that does not answer ranges the whole is read and kept; NoRanges when it is
 * too large for that.
 */
export function httpsStore(environment: Record<string, string | undefined>): Store {
  const ask = asker(environment);
  const maxKept =
    Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE || OTHER_MEMORY) * 2 ** 20 * KEPT_SHARE;
  const kept = new Map<string, Piece>();

  const keep = (url: string, piece: Piece): void => {
    kept.delete(url);
    kept.set(url, piece);
    let total = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [old, { size }] of kept) {
      if (total <= maxKept) return;
      kept.delete(old);
      total -= size;
    }
  };

  /**
   * The bytes of an answer; asks again when they end too early. With a `range`, a whole body may be
   * no larger than is kept.
   */
  const fetch = async (url: string, action: string, range?: string): Promise<Piece | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await ask({ url, action, method: 'GET', range });
      if (answer.statusCode === 416) {
        answer.resume();
        return undefined; // nothing of the object is in that range
      }
      try {
        return await pieceOf(
          answer,
          url,
          action,
          range === undefined ? Number.POSITIVE_INFINITY : maxKept,
        );
      } catch (error) {
        answer.destroy();
        const told = networkError(error, url, action);
        if (told.name !== 'StoreUnavailable' || attempt === 3) throw told;
      }
    }
  };

  /** What HEAD does not tell: whether there are ranges, or how long the object is. */
  const probe = async (url: string): Promise<Head> => {
    const question: Question = { url, action: 'head', method: 'GET', range: 'bytes=0-0' };
    const answer = await ask(question);
    const isEmpty = answer.statusCode === 416; // which often says no version
    const known = isEmpty ? undefined : sizeOf(answer);
    if (known === undefined) {
      answer.destroy();
      const piece = await fetch(url, 'head', isEmpty ? undefined : 'bytes=0-0');
      if (!piece) return { url, size: 0, etag: versionOf(answer, 0) };
      if (!piece.isPart) keep(url, piece);
      return { url, size: piece.size, etag: piece.etag };
    }
    if (answer.statusCode === 206) answer.resume();
    else answer.destroy(); // of a server without ranges it would be the whole
    if (![200, 206].includes(answer.statusCode ?? 0))
      throw statusError(answer.statusCode ?? 0, url, 'head');
    return { url, size: known, etag: versionOf(answer, known) };
  };

  const checked = (piece: Piece, url: string, action: string, etag: string | undefined): Piece => {
    if (etag !== undefined && piece.etag !== etag) throw changedError(url, action);
    return piece;
  };

  const keptOf = (url: string, etag: string | undefined): Uint8Array | undefined => {
    const piece = kept.get(url);
    return piece && piece.etag === etag ? piece.bytes : undefined;
  };

  return {
    async head(url) {
      const answer = await ask({ url, action: 'head', method: 'HEAD' });
      answer.resume();
      const size = sizeOf(answer);
      if (answer.statusCode === 200 && size !== undefined)
        return { url, size, etag: versionOf(answer, size) };
      // 405, or 403 of an address that is signed for GET alone, or no length: a GET tells
      return probe(url).catch((error) => {
        if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
        throw error;
      });
    },
    async get(url, etag) {
      const bytes = keptOf(url, etag);
      if (bytes) return bytes.slice();
      const piece = await fetch(url, 'get');
      return piece ? checked(piece, url, 'get', etag).bytes : new Uint8Array(0);
    },
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      if (length === 0) return into ? into.subarray(0, 0) : new Uint8Array(0);
      const end = offset + length;
      let whole = keptOf(url, etag);
      let part: Uint8Array | undefined;
      if (!whole) {
        const piece = await fetch(url, 'getRange', `bytes=${offset}-${end - 1}`);
        if (!piece) return into ? into.subarray(0, 0) : new Uint8Array(0);
        checked(piece, url, 'getRange', etag);
        if (piece.isPart) part = checkedPart(piece, url, offset, length);
        else {
          keep(url, piece);
          whole = piece.bytes;
        }
      }
      const bytes = part ?? whole?.slice(offset, end) ?? new Uint8Array(0);
      if (!into) return bytes;
      into.set(bytes);
      return into.subarray(0, bytes.length);
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
