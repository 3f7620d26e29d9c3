import { createHash } from 'node:crypto';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';
import { joinUrl } from './url.ts';

/** What is asked of a far server at a time, and kept as one object. */
const BLOCK_BYTES = 4 * 2 ** 20;

/**
 * A far store whose bytes are kept in a near one, so that each comes once however many tasks read
 * it: in blocks, by the object's address and version. Its objects are looked at (`head`) every
 * time: what was replaced is another version, and comes anew.
 * @param folder of the kept blocks, in the near store
 */
export function keptStore(far: Store, near: Store, folder: string): Store {
  const block = keptBlocks(far, near, folder);
  const heads = new Map<string, Head>();
  const headOf = async (url: string): Promise<Head | undefined> => {
    const head = await far.head(url);
    if (head) heads.set(url, head);
    return head;
  };

  const read = async (url: string, from: number, to: number, { size, etag }: Head) => {
    const end = Math.min(to, size);
    const out = new Uint8Array(Math.max(0, end - from));
    for (let at = from; at < end; ) {
      const index = Math.floor(at / BLOCK_BYTES);
      const bytes = (await block(url, index, size, etag)).subarray(at - index * BLOCK_BYTES);
      const part = bytes.subarray(0, end - at);
      if (part.length === 0) break;
      out.set(part, at - from);
      at += part.length;
    }
    return out;
  };

  /** The version that was looked at, or, where another is asked for, none. */
  const known = async (url: string, etag: string | undefined): Promise<Head | undefined> => {
    const head = heads.get(url) ?? (await headOf(url));
    return head && (etag === undefined || head.etag === etag) ? head : undefined;
  };

  return {
    ...far,
    head: headOf,
    async get(url, etag) {
      const head = await known(url, etag);
      return head ? read(url, 0, head.size, head) : far.get(url, etag);
    },
    async getStart(url, length) {
      checkRange(0, length);
      const head = await headOf(url);
      if (!head) return far.getStart(url, length);
      return { head, bytes: await read(url, 0, length, head) };
    },
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      const head = await known(url, etag);
      if (!head) return far.getRange(url, offset, length, into, etag);
      const bytes = await read(url, offset, offset + length, head);
      return into ? copied(bytes, into) : bytes;
    },
  };
}

/** The blocks of an object of the far store, each kept in the near one when it has come. */
function keptBlocks(far: Store, near: Store, folder: string) {
  return async (url: string, index: number, size: number, etag: string): Promise<Uint8Array> => {
    const name = createHash('sha256').update(`${url}\n${etag}`).digest('hex').slice(0, 32);
    const key = joinUrl(folder, `${name}/${index}`);
    const kept = await near.head(key);
    if (kept) return near.get(key, kept.etag);
    const start = index * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES, size - start);
    const bytes = await far.getRange(url, start, length, undefined, etag);
    if (bytes.length === length) await near.put(key, bytes);
    return bytes;
  };
}

function copied(bytes: Uint8Array, into: Uint8Array): Uint8Array {
  into.set(bytes);
  return into.subarray(0, bytes.length);
}
