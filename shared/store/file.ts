import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { commit, discard, fileEtag, type Over, openHalfWritten } from './atomic.ts';
import { hasCode } from './error-code.ts';
import { changedError, StoreError } from './errors.ts';
import { fileError } from './file-errors.ts';
import { inBlocks } from './parts.ts';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';
import { splitFileUrl } from './url.ts';
import { walk } from './walk.ts';

/** libuv reads at most 2 GiB - 1 at a time. */
const MAX_READ_BYTES = 2 ** 30;

/** A range up to this many bytes gets its array without a look at the file's size. */
const SMALL_RANGE = 2 ** 18;

/** Streams are written by so many bytes. */
const BLOCK_BYTES = 2 ** 20;

/**
 * Plain files of this machine under `file:///absolute/path`. A folder needs not to be made before
 * its first object.
 */
export function fileStore(): Store {
  return {
    async head(url) {
      const path = objectPath(url, 'head');
      try {
        const file = await stat(path, { bigint: true });
        return file.isFile() ? { url, size: Number(file.size), etag: fileEtag(file) } : undefined;
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw fileError(error, url, 'head');
      }
    },
    get: (url, etag) =>
      reading(url, 'get', etag, (handle) => fill(handle, 0, Number.MAX_SAFE_INTEGER)),
    getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      return reading(url, 'getRange', etag, (handle) => fill(handle, offset, length, into));
    },
    async put(url, body) {
      return (await write(url, body, 'anything', 'put')) ?? '';
    },
    async putStream(url, pieces) {
      const room = new Uint8Array(BLOCK_BYTES); // each block is written before the next is asked for
      return (
        (await write(
          url,
          inBlocks(pieces, BLOCK_BYTES, () => room),
          'anything',
          'putStream',
        )) ?? ''
      );
    },
    putIfUnchanged: (url, body, etag) =>
      write(url, body, etag === undefined ? 'nothing' : { etag }, 'putIfUnchanged'),
    list,
    async delete(url) {
      try {
        await rm(objectPath(url, 'delete'));
      } catch (error) {
        if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ERR_FS_EISDIR'))
          throw fileError(error, url, 'delete');
      }
    },
  };
}

function objectPath(url: string, action: string): string {
  const path = splitFileUrl(url, action);
  if (/[/\\]$/.test(path))
    throw new StoreError(
      'BadUrl',
      `${url} names a folder: give the address of a file.`,
      url,
      action,
    );
  return path;
}

async function reading(
  url: string,
  action: string,
  etag: string | undefined,
  read: (handle: FileHandle) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const path = objectPath(url, action);
  let handle: FileHandle | undefined;
  try {
    // Not blocking: a pipe without a writer would hang a thread for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const bytes = await read(handle);
    // Looked at behind the reading: what was written meanwhile is noticed too.
    if (etag !== undefined && etag !== fileEtag(await handle.stat({ bigint: true })))
      throw changedError(url, action);
    return bytes;
  } catch (error) {
    throw fileError(error, url, action);
  } finally {
    await handle?.close();
  }
}

/**
 * Reads a range straight into its array. The file's own size, never a large asked length, decides
 * what is allocated.
 */
async function fill(
  handle: FileHandle,
  offset: number,
  length: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  const target = into ?? (await space(handle, offset, length));
  const end = Math.min(length, target.length);
  let done = 0;
  while (done < end) {
    const { bytesRead } = await handle.read(
      target,
      done,
      Math.min(end - done, MAX_READ_BYTES),
      offset + done,
    );
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return target.subarray(0, done);
}

async function space(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  if (length <= SMALL_RANGE) return new Uint8Array(length);
  const { size } = await handle.stat();
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
  return new Uint8Array(buffer.buffer);
}

/** The new file's etag, or undefined where something else stood than it may be written `over`. */
async function write(
  url: string,
  body: Uint8Array | string | AsyncIterable<Uint8Array>,
  over: Over,
  action: string,
): Promise<string | undefined> {
  const path = objectPath(url, action);
  try {
    const half = await openHalfWritten(path);
    try {
      await half.handle.writeFile(body);
      const etag = fileEtag(await half.handle.stat({ bigint: true }));
      return (await commit(half, path, over)) ? etag : undefined;
    } catch (error) {
      await discard(half);
      throw error;
    }
  } catch (error) {
    throw fileError(error, url, action);
  }
}

async function* list(prefix: string): AsyncGenerator<Head> {
  const path = splitFileUrl(prefix, 'list');
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  try {
    for await (const { path: found, file } of walk(path.slice(0, cut), { prefix: path.slice(cut) }))
      if (file)
        yield { url: pathToFileURL(found).href, size: Number(file.size), etag: fileEtag(file) };
  } catch (error) {
    throw fileError(error, prefix, 'list');
  }
}
