import type { BigIntStats } from 'node:fs';
import { type FileHandle, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  commit,
  discard,
  fileEtag,
  type Over,
  openHalfWritten,
} from '../../shared/store/atomic.ts';
import { contentType } from '../../shared/store/content-type.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { header, wordsOf } from './body.ts';
import type { Front, S3Request } from './exchange.ts';
import { bucketFolder, objectPath } from './names.ts';
import { type Notes, readNotes, removeNotes, writeNotes } from './notes.ts';
import { noSuchKey, preconditionFailed, S3Error } from './s3-error.ts';

const KEPT = /^(cache-control|content-(disposition|encoding|language|type)|expires|x-amz-meta-.+)$/;

/** The headers of an upload that are answered again with the object. */
export function headersToKeep({ http, key }: S3Request): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentType(key) };
  for (const name of Object.keys(http.headers))
    if (KEPT.test(name)) headers[name] = header(http, name) ?? '';
  const encoding = wordsOf(headers['content-encoding']).filter((one) => one !== 'aws-chunked');
  if (encoding.length > 0) headers['content-encoding'] = encoding.join(',');
  else delete headers['content-encoding'];
  return headers;
}

const statOf = (path: string): Promise<BigIntStats | undefined> =>
  stat(path, { bigint: true }).catch((error) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });

/**
 * Writes one object: `fill` puts the bytes into the handle and answers the notes. It stands under
 * its name when all is verified, or not at all. Throws PreconditionFailed where something else
 * stands than it may be written `over`, NoSuchKey where nothing does, KeyCollision where a folder
 * does.
 */
export async function writeVerified(
  front: Front,
  { bucket, key }: Pick<S3Request, 'bucket' | 'key'>,
  over: Over,
  fill: (handle: FileHandle) => Promise<Notes>,
): Promise<{ notes: Notes; file: BigIntStats }> {
  const { root, onObjectCreated } = front;
  const path = await objectPath(root, bucket, key);
  const before = await statOf(path);
  const isThere = before?.isFile() === true;
  if (over === 'nothing' && isThere) throw preconditionFailed();
  if (typeof over === 'object') {
    if (!isThere) throw noSuchKey();
    if ((await readNotes(root, bucket, key, before)).etag !== over.etag) throw preconditionFailed();
  }
  if (before?.isDirectory())
    throw new S3Error(
      409,
      'KeyCollision',
      `There are objects below ${key}/: on a disk it cannot be an object too.`,
    );
  const half = await openHalfWritten(path);
  try {
    const notes = await fill(half.handle);
    const file = await half.handle.stat({ bigint: true });
    await writeNotes(root, bucket, key, file, notes);
    const version = typeof over === 'object' && before ? { etag: fileEtag(before) } : over;
    if (!(await commit(half, path, version))) {
      await removeNotes(root, bucket, key, file);
      throw preconditionFailed();
    }
    if (before && fileEtag(before) !== fileEtag(file)) await removeNotes(root, bucket, key, before);
    onObjectCreated?.({ bucket, key, size: Number(file.size), etag: notes.etag });
    return { notes, file };
  } catch (error) {
    await discard(half);
    throw error;
  }
}

/**
 * A key that ends with a slash is an empty folder. Throws InvalidArgument when the request has
 * bytes.
 */
export async function writeFolder(
  { root }: Front,
  { bucket, key, http }: S3Request,
): Promise<void> {
  const path = await objectPath(root, bucket, key);
  if (
    Number(header(http, 'x-amz-decoded-content-length') ?? header(http, 'content-length') ?? 0) > 0
  )
    throw new S3Error(
      400,
      'InvalidArgument',
      'A key that ends with a slash is a folder and has no bytes.',
    );
  await mkdir(path, { recursive: true });
}

/**
 * No error when it is not there. Folders that become empty go with it, as in S3, where they never
 * were.
 */
export async function deleteObject({ root }: Front, bucket: string, key: string): Promise<void> {
  const path = await objectPath(root, bucket, key);
  const file = await statOf(path);
  if (key.endsWith('/')) {
    await rmdir(path).catch((error) => {
      if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ENOTEMPTY')) throw error;
    });
  } else if (file?.isFile()) {
    await rm(path, { force: true });
    await removeNotes(root, bucket, key, file);
  } else return;
  const home = await bucketFolder(root, bucket);
  for (let folder = dirname(path); folder.length > home.length; folder = dirname(folder))
    if (
      !(await rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return;
}
