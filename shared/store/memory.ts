import { createHash } from 'node:crypto';
import { changedError, StoreError } from './errors.ts';
import { compareKeys } from './key-order.ts';
import { BLOCK_BYTES, inBlocks } from './parts.ts';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';
import { splitObjectUrl, splitUrl } from './url.ts';

interface Kept {
  bytes: Uint8Array;
  etag: string;
}

/** What is kept by address. */
class Objects extends Map<string, Kept> {
  found(url: string, action: string, etag: string | undefined): Kept {
    splitObjectUrl(url, action);
    const kept = this.get(url);
    if (!kept)
      throw new StoreError(
        'NoSuchObject',
        `There is no object ${url}: check the key.`,
        url,
        action,
      );
    if (etag !== undefined && etag !== kept.etag) throw changedError(url, action);
    return kept;
  }

  keep(url: string, body: Uint8Array | string): string {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
    const etag = createHash('md5').update(bytes).digest('hex');
    this.set(url, { bytes, etag });
    return etag;
  }
}

const headOf = (url: string, { bytes, etag }: Kept): Head => ({ url, size: bytes.length, etag });

/** Objects in this process's memory, under `memory://bucket/key`. Bytes are copied in and out. */
export function memoryStore(): Store {
  const objects = new Objects();
  return {
    async head(url) {
      splitObjectUrl(url, 'head');
      const kept = objects.get(url);
      return kept && headOf(url, kept);
    },
    async get(url, etag) {
      return objects.found(url, 'get', etag).bytes.slice();
    },
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      const part = objects.found(url, 'getRange', etag).bytes.subarray(offset, offset + length);
      if (!into) return part.slice();
      into.set(part);
      return into.subarray(0, part.length);
    },
    async getStart(url, length) {
      checkRange(0, length);
      const kept = objects.found(url, 'getStart', undefined);
      return { head: headOf(url, kept), bytes: kept.bytes.slice(0, length) };
    },
    async put(url, body) {
      splitObjectUrl(url, 'put');
      return objects.keep(url, body);
    },
    async putStream(url, pieces) {
      splitObjectUrl(url, 'putStream');
      const blocks: Uint8Array[] = [];
      for await (const block of inBlocks(pieces, BLOCK_BYTES)) blocks.push(block);
      return objects.keep(url, Buffer.concat(blocks));
    },
    async putIfUnchanged(url, body, etag) {
      splitObjectUrl(url, 'putIfUnchanged');
      return objects.get(url)?.etag === etag ? objects.keep(url, body) : undefined;
    },
    async *list(prefix, after) {
      splitUrl(prefix, 'list');
      const isWanted = (url: string): boolean =>
        url.startsWith(prefix) && (after === undefined || compareKeys(url, after) > 0);
      const urls = [...objects.keys()].filter(isWanted).sort(compareKeys);
      for (const url of urls) {
        const kept = objects.get(url);
        if (kept) yield headOf(url, kept);
      }
    },
    async delete(url) {
      splitObjectUrl(url, 'delete');
      objects.delete(url);
    },
  };
}
