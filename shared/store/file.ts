import { rm, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { commit, discard, fileEtag, type Over, openHalfWritten, putWhole } from './atomic.ts';
import { fileDrafts } from './drafts.ts';
import { hasCode } from './error-code.ts';
import { StoreError } from './errors.ts';
import { writePieces } from './file-blocks.ts';
import { fileError, missingFile } from './file-errors.ts';
import { AT_ONCE_BYTES, fill, readingFile } from './file-read.ts';
import type { Pieces } from './parts.ts';
import { checkRange } from './range.ts';
import type { Head, Store } from './store.ts';
import { splitFileUrl } from './url.ts';
import { walkFiles } from './walk.ts';

/**
 * Plain files of this machine under `file:///absolute/path`. A folder needs not to be made before
 * its first object. Its methods throw StoreError; RangeError for a range that cannot be.
 */
export function fileStore(): Store {
  const drafts = fileDrafts(objectPath);
  return {
    head: headOf,
    get: (url, etag) => reading(url, 'get', etag, (file) => fill(file, 0, Number.MAX_SAFE_INTEGER)),
    getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      return reading(url, 'getRange', etag, (file) => fill(file, offset, length, into));
    },
    async getStart(url, length) {
      checkRange(0, length);
      const head = await headOf(url);
      if (!head) throw missingFile(url, 'getStart');
      const bytes = await reading(url, 'getStart', head.etag, (file) => fill(file, 0, length));
      return { head, bytes };
    },
    async put(url, body) {
      return (await write(url, body, 'anything', 'put')) ?? '';
    },
    async putStream(url, pieces) {
      return (await write(url, pieces, 'anything', 'putStream')) ?? '';
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
    drafts: () => drafts,
  };
}

async function headOf(url: string): Promise<Head | undefined> {
  const path = objectPath(url, 'head');
  try {
    const file = await stat(path, { bigint: true });
    return file.isFile() ? { url, size: Number(file.size), etag: fileEtag(file) } : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw fileError(error, url, 'head');
  }
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

const reading = async (
  url: string,
  action: string,
  etag: string | undefined,
  read: (file: number) => Promise<Uint8Array>,
): Promise<Uint8Array> => readingFile({ url, path: objectPath(url, action), action, etag }, read);

/** The new file's etag, or undefined where something else stood than it may be written `over`. */
async function write(
  url: string,
  body: Uint8Array | string | Pieces,
  over: Over,
  action: string,
): Promise<string | undefined> {
  const path = objectPath(url, action);
  try {
    const isAtOnce = typeof body === 'string' || ArrayBuffer.isView(body);
    if (over === 'anything' && isAtOnce && body.length <= AT_ONCE_BYTES)
      return putWhole(path, body);
    const half = await openHalfWritten(path);
    try {
      if (isAtOnce) await half.handle.writeFile(body);
      else await writePieces(half.handle, body);
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

async function* list(prefix: string, after?: string): AsyncGenerator<Head> {
  const path = splitFileUrl(prefix, 'list');
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  try {
    for await (const { path: found, file } of walkFiles(path.slice(0, cut), {
      prefix: path.slice(cut),
      ...(after !== undefined && { after: splitFileUrl(after, 'list').slice(cut) }),
    }))
      if (file)
        yield { url: pathToFileURL(found).href, size: Number(file.size), etag: fileEtag(file) };
  } catch (error) {
    throw fileError(error, prefix, 'list');
  }
}
