import type { Drafts } from './drafts.ts';
import type { Pieces } from './parts.ts';

/** What is known of an object without its bytes. */
export interface Head {
  url: string;
  /** bytes */
  size: number;
  /** changes whenever the bytes change; its form is the store's own business */
  etag: string;
}

/**
 * The port to where objects live. An object is named by a URL: `s3://bucket/key`,
 * `file:///absolute/path`, `memory://bucket/key`. Writes are atomic: under a final name stands a
 * whole object or none. With an `etag`, bytes are read of that version of the object alone: Changed
 * when another one stands there. Errors are StoreErrors: NoSuchObject, Changed, AccessDenied,
 * StoreUnavailable (may be retried), BadUrl.
 */
export interface Store {
  /** undefined when there is no such object */
  head(url: string): Promise<Head | undefined>;
  get(url: string, etag?: string): Promise<Uint8Array>;
  /**
   * Bytes [offset, offset + length), cut at the end of the object; written to the start of `into`
   * when given.
   */
  getRange(
    url: string,
    offset: number,
    length: number,
    into?: Uint8Array,
    etag?: string,
  ): Promise<Uint8Array>;
  /** The first bytes, at most `length`, and what is known of the object: one request. */
  getStart(url: string, length: number): Promise<{ head: Head; bytes: Uint8Array }>;
  /** Answers the new object's etag. */
  put(url: string, body: Uint8Array | string): Promise<string>;
  /** The same of a body that is made as it goes: never the whole of it in memory. */
  putStream(url: string, pieces: Pieces): Promise<string>;
  /**
   * Writes only where that version stands still, or, of undefined, nothing; of several at once
   * exactly one wins and gets the new object's etag, the others undefined. On a disk a version is
   * looked at and replaced in two steps, one right behind the other: what another process writes
   * between them is lost.
   */
  putIfUnchanged(
    url: string,
    body: Uint8Array | string,
    etag: string | undefined,
  ): Promise<string | undefined>;
  /**
   * All objects whose URL starts with `prefix`, in the order of their UTF-8 keys; those behind the
   * URL `after` alone where one is given, which starts with `prefix`, too.
   */
  list(prefix: string, after?: string): AsyncIterable<Head>;
  /** No error when it is not there. */
  delete(url: string): Promise<void>;
  /** Objects in the making, where the URL is that of a disk. */
  drafts?(url: string): Drafts | undefined;
}
