import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { hasCode } from '../../shared/store/error-code.ts';
import { header, receive } from './body.ts';
import { byteRangeOf, isUnchanged, overOf } from './conditions.ts';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { objectPath } from './names.ts';
import { emptyMd5, type Notes, readNotes } from './notes.ts';
import { noSuchKey, preconditionFailed, S3Error } from './s3-error.ts';
import { headersToKeep, writeFolder, writeVerified } from './write-object.ts';
import { document, element } from './xml.ts';

/** Bytes that go from the disk to the client at a time. */
const PIECE_SIZE = 2 ** 18;

/** An object that is open for reading. The caller closes the handle. */
export interface Opened {
  handle: FileHandle;
  file: BigIntStats;
  notes: Notes;
}

/** Throws NoSuchKey, NoSuchBucket. */
export async function openObject({ root }: Front, bucket: string, key: string): Promise<Opened> {
  const path = await objectPath(root, bucket, key);
  // A pipe or a folder is no object, and opening a pipe would hang.
  const there = await stat(path).catch((error) => {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  });
  if (!there?.isFile()) throw noSuchKey();
  const handle = await open(path);
  try {
    const file = await handle.stat({ bigint: true });
    return { handle, file, notes: await readNotes(root, bucket, key, file) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** GetObject and HeadObject. Throws NotImplemented for a single part (partNumber). */
export async function getObject(front: Front, request: S3Request): Promise<S3Response> {
  const { bucket, key, http, query } = request;
  if (query.has('partNumber'))
    throw new S3Error(501, 'NotImplemented', 'Single parts cannot be read.');
  if (key.endsWith('/')) return folderAnswer(front, request);
  const { handle, file, notes } = await openObject(front, bucket, key);
  let streaming = false;
  try {
    const size = Number(file.size);
    const headers: Record<string, string | number> = {
      ...notes.headers,
      etag: `"${notes.etag}"`,
      'last-modified': file.mtime.toUTCString(),
      'accept-ranges': 'bytes',
    };
    if (isUnchanged(http, notes.etag, file.mtime)) return { status: 304, headers };
    const range = byteRangeOf(header(http, 'range'), size);
    if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
    else if (header(http, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED')
      Object.assign(headers, notes.checksums);
    const { start, end } = range ?? { start: 0, end: size - 1 };
    headers['content-length'] = end - start + 1;
    const status = range ? 206 : 200;
    if (http.method === 'HEAD' || size === 0) return { status, headers };
    streaming = true;
    return {
      status,
      headers,
      body: handle.createReadStream({ start, end, highWaterMark: PIECE_SIZE }),
    };
  } finally {
    if (!streaming) await handle.close();
  }
}

async function folderAnswer({ root }: Front, { bucket, key }: S3Request): Promise<S3Response> {
  const folder = await stat(await objectPath(root, bucket, key)).catch(() => undefined);
  if (!folder?.isDirectory()) throw noSuchKey();
  const headers = {
    'content-type': 'application/x-directory',
    'content-length': 0,
    etag: `"${emptyMd5}"`,
    'last-modified': folder.mtime.toUTCString(),
  };
  return { status: 200, headers };
}

/** PutObject. */
export async function putObject(front: Front, request: S3Request): Promise<S3Response> {
  const over = overOf(request.http);
  if (request.key.endsWith('/')) {
    await writeFolder(front, request);
    return { status: 200, headers: { etag: `"${emptyMd5}"` } };
  }
  const { notes } = await writeVerified(front, request, over, async (handle) => {
    const { md5, checksums } = await receive(request.http, (chunk) => handle.writeFile(chunk));
    return { etag: md5, headers: headersToKeep(request), checksums };
  });
  return { status: 200, headers: { etag: `"${notes.etag}"`, ...notes.checksums } };
}

/**
 * Bucket and key of x-amz-copy-source, opened, its conditions checked. Throws InvalidArgument where
 * it is not of the form /bucket/key, PreconditionFailed where a condition does not hold.
 */
export async function openSource(front: Front, { http }: S3Request): Promise<Opened> {
  const text = header(http, 'x-amz-copy-source') ?? '';
  let source: RegExpExecArray | null = null;
  try {
    source = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(text.replace(/\?versionId=null$/, '')));
  } catch {
    // not percent-encoded UTF-8
  }
  const [, bucket, key] = source ?? [];
  if (!bucket || !key)
    throw new S3Error(400, 'InvalidArgument', 'x-amz-copy-source is not of the form /bucket/key.');
  const opened = await openObject(front, bucket, key);
  try {
    if (isUnchanged(http, opened.notes.etag, opened.file.mtime, 'x-amz-copy-source-'))
      throw preconditionFailed();
    return opened;
  } catch (error) {
    await opened.handle.close();
    throw error;
  }
}

/** CopyObject: the bytes are read through, so that the copy has its own MD5. */
export async function copyObject(front: Front, request: S3Request): Promise<S3Response> {
  const over = overOf(request.http);
  const source = await openSource(front, request);
  try {
    const replaces = header(request.http, 'x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
    const { notes, file } = await writeVerified(front, request, over, async (handle) => {
      const md5 = createHash('md5');
      for await (const chunk of source.handle.createReadStream({
        autoClose: false,
        highWaterMark: PIECE_SIZE,
      })) {
        md5.update(chunk);
        await handle.writeFile(chunk);
      }
      const { headers, checksums } = source.notes;
      return {
        etag: md5.digest('hex'),
        headers: replaces ? headersToKeep(request) : headers,
        checksums,
      };
    });
    return xmlResponse(
      document('CopyObjectResult', [
        element('LastModified', file.mtime.toISOString()),
        element('ETag', `"${notes.etag}"`),
      ]),
    );
  } finally {
    await source.handle.close();
  }
}
