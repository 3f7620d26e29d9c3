import { changedError, StoreError } from './errors.ts';
import { checkedPart, type Piece, sizeOf, versionOf } from './https-answer.ts';
import { statusError } from './https-errors.ts';
import { fetchPiece } from './https-fetch.ts';
import { type Ask, asker, type Question } from './https-request.ts';
import type { HostPace } from './pace.ts';
import type { Head } from './store.ts';

/**
 * Bodies of servers without ranges that are kept take at most this share of the function's memory.
 */
const KEPT_SHARE = 1 / 4;
/** MB of memory outside a function. */
const OTHER_MEMORY = 2048;

/** Reads what servers give, and keeps the bodies of those that know no ranges. */
export class HttpsReader {
  readonly #ask: Ask;
  readonly #maxKept: number;
  readonly #kept = new Map<string, Piece>();

  constructor(
    environment: Record<string, string | undefined>,
    silenceMs?: number,
    pace?: HostPace,
  ) {
    this.#ask = asker(environment, silenceMs, pace);
    const memory = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE || OTHER_MEMORY);
    this.#maxKept = memory * 2 ** 20 * KEPT_SHARE;
  }

  /** undefined where there is nothing. */
  async head(url: string): Promise<Head | undefined> {
    const answer = await this.#ask({ url, action: 'head', method: 'HEAD' });
    answer.resume();
    const size = sizeOf(answer);
    if (answer.statusCode === 200 && size !== undefined)
      return { url, size, etag: versionOf(answer, size) };
    // 405, or 403 of an address that is signed for GET alone, or no length: a GET says
    return this.#probe(url).catch((error) => {
      if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
      throw error;
    });
  }

  /** What HEAD does not say: whether there are ranges, or how long the object is. */
  async #probe(url: string): Promise<Head> {
    const question: Question = { url, action: 'head', method: 'GET', range: 'bytes=0-0' };
    const answer = await this.#ask(question);
    const isEmpty = answer.statusCode === 416; // which often says no version
    const known = isEmpty ? undefined : sizeOf(answer);
    if (known === undefined) {
      answer.destroy();
      const piece = await this.#fetch(url, 'head', isEmpty ? undefined : [0, 1]);
      if (!piece) return { url, size: 0, etag: versionOf(answer, 0) };
      if (!piece.isPart) this.#keep(url, piece);
      return { url, size: piece.size, etag: piece.etag };
    }
    if (answer.statusCode === 206) answer.resume();
    else answer.destroy(); // of a server without ranges it would be the whole
    if (![200, 206].includes(answer.statusCode ?? 0))
      throw statusError(answer.statusCode ?? 0, url, 'head');
    return { url, size: known, etag: versionOf(answer, known) };
  }

  /** The whole, in the caller's own memory. */
  async whole(url: string, etag: string | undefined): Promise<Uint8Array> {
    const kept = this.#keptOf(url, etag);
    if (kept) return kept.slice();
    const piece = await this.#fetch(url, 'get');
    return piece ? checked(piece, url, 'get', etag).bytes : new Uint8Array(0);
  }

  /** The bytes from `offset` on, at most so many. */
  async range(
    url: string,
    offset: number,
    length: number,
    etag: string | undefined,
  ): Promise<Uint8Array> {
    const end = offset + length;
    const kept = this.#keptOf(url, etag);
    if (kept) return kept.slice(offset, end);
    const piece = await this.#fetch(url, 'getRange', [offset, end]);
    if (!piece) {
      // It may have become shorter: this answer does not always say its version.
      if (etag !== undefined && (await this.head(url))?.etag !== etag)
        throw changedError(url, 'getRange');
      return new Uint8Array(0);
    }
    checked(piece, url, 'getRange', etag);
    if (piece.isPart) return checkedPart(piece, url, offset, length);
    this.#keep(url, piece);
    return piece.bytes.slice(offset, end);
  }

  /** The first bytes, at most so many, and what their answer says of the whole. */
  async start(url: string, length: number): Promise<{ head: Head; bytes: Uint8Array }> {
    const piece = await this.#fetch(url, 'getStart', [0, length]);
    if (!piece) return { head: await this.#probe(url), bytes: new Uint8Array(0) };
    if (piece.isPart) checkedPart(piece, url, 0, length);
    else this.#keep(url, piece);
    const { size, etag, bytes } = piece;
    return { head: { url, size, etag }, bytes: bytes.slice(0, length) };
  }

  /** With a `range`, a whole body may be no larger than is kept. */
  #fetch(url: string, action: string, range?: readonly [number, number]) {
    const most = range === undefined ? Number.POSITIVE_INFINITY : this.#maxKept;
    return fetchPiece(this.#ask, { url, action, range, most });
  }

  #keep(url: string, piece: Piece): void {
    this.#kept.delete(url);
    this.#kept.set(url, piece);
    let total = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [old, { size }] of this.#kept) {
      if (total <= this.#maxKept) return;
      this.#kept.delete(old);
      total -= size;
    }
  }

  #keptOf(url: string, etag: string | undefined): Uint8Array | undefined {
    const piece = this.#kept.get(url);
    return piece && piece.etag === etag ? piece.bytes : undefined;
  }
}

function checked(piece: Piece, url: string, action: string, etag: string | undefined): Piece {
  if (etag !== undefined && piece.etag !== etag) throw changedError(url, action);
  return piece;
}
