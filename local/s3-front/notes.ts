import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileEtag } from '../../shared/store/atomic.ts';
import { contentType } from '../../shared/store/content-type.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { HIDDEN_FOLDER } from './names.ts';

/** The etag of what has no bytes, such as an empty folder. */
export const emptyMd5 = createHash('md5').digest('hex');

/** What S3 knows of an object and a plain file cannot hold. */
export interface Notes {
  /** MD5 of the body in hex; of an upload in parts S3's form with `-parts` */
  etag: string;
  /** to be answered as they came: content-type, x-amz-meta-… */
  headers: Record<string, string>;
  /** of the whole body, by header name such as x-amz-checksum-crc32 */
  checksums: Record<string, string>;
}

/**
 * Notes lie outside the visible tree under a name made of bucket, key and the very state of the
 * file: a file that was changed or replaced by another program has none, and is answered with the
 * file's own etag.
 */
function notesPath(root: string, bucket: string, key: string, file: BigIntStats): string {
  const name = createHash('sha256')
    .update(`${bucket}/${key}\n${fileEtag(file)}`)
    .digest('hex');
  return join(root, HIDDEN_FOLDER, 'notes', name.slice(0, 2), `${name.slice(2, 42)}.json`);
}

/**
 * To be written before the file gets its final name, so that nobody sees the one without the other.
 */
export async function writeNotes(
  root: string,
  bucket: string,
  key: string,
  file: BigIntStats,
  notes: Notes,
): Promise<void> {
  const path = notesPath(root, bucket, key, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(notes));
}

/** What an upload said of an object beside its bytes; of the version that stands there only. */
export async function readNotes(
  root: string,
  bucket: string,
  key: string,
  file: BigIntStats,
): Promise<Notes> {
  try {
    return JSON.parse(await readFile(notesPath(root, bucket, key, file), 'utf8'));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return { etag: fileEtag(file), headers: { 'content-type': contentType(key) }, checksums: {} };
  }
}

/** Forgets what an upload said of an object. */
export const removeNotes = (
  root: string,
  bucket: string,
  key: string,
  file: BigIntStats,
): Promise<void> => rm(notesPath(root, bucket, key, file), { force: true });
