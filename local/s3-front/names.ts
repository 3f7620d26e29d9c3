import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isTemporaryName } from '../../shared/store/atomic.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { hasControlCharacter, isBucketName } from '../../shared/store/url.ts';
import { S3Error } from './s3-error.ts';

/** What is no bucket below the root: notes on objects and uploads in parts. */
export const HIDDEN_FOLDER = '.starfan';

/**
 * Why a key cannot be a file, or undefined when it can. A key that ends with a slash is a folder.
 */
function whyNoFile(key: string): string | undefined {
  if (Buffer.byteLength(key) > 1024) return 'it has more than 1024 bytes';
  if (hasControlCharacter(key) || key.includes('\\'))
    return 'it has control characters or a backslash';
  for (const name of key.replace(/\/$/, '').split('/')) {
    if (name === '') return 'a name between two slashes is empty';
    if (name === '.' || name === '..') return `the name "${name}" would leave its folder`;
    if (Buffer.byteLength(name) > 255) return 'a name between two slashes has more than 255 bytes';
    if (isTemporaryName(name)) return `the name "${name}" is reserved`;
  }
  return undefined;
}

/** Whether an object of this key can be asked for. */
export const isKey = (key: string): boolean => whyNoFile(key) === undefined;

/** The folder of a bucket that exists. Throws InvalidBucketName, NoSuchBucket. */
export async function bucketFolder(root: string, bucket: string): Promise<string> {
  const folder = newBucketFolder(root, bucket);
  const there = await stat(folder).catch(() => undefined);
  if (!there?.isDirectory())
    throw new S3Error(
      404,
      'NoSuchBucket',
      `There is no bucket ${bucket}: make the folder or the bucket.`,
    );
  return folder;
}

/** The folder that a bucket has or would have. Throws InvalidBucketName. */
export function newBucketFolder(root: string, bucket: string): string {
  if (!isBucketName(bucket))
    throw new S3Error(
      400,
      'InvalidBucketName',
      `"${bucket}" is not a name that S3 takes for a bucket.`,
    );
  return join(root, bucket);
}

/**
 * The path of a key's file, which need not exist: always inside its bucket's folder, links to
 * folders included. Throws InvalidArgument, KeyTooLongError, AccessDenied, NoSuchBucket.
 */
export async function objectPath(root: string, bucket: string, key: string): Promise<string> {
  const folder = await bucketFolder(root, bucket);
  const why = whyNoFile(key);
  if (why)
    throw new S3Error(
      400,
      why.includes('more than') ? 'KeyTooLongError' : 'InvalidArgument',
      `The key cannot be a file: ${why}.`,
    );
  const path = join(folder, key);
  await refuseOutside(folder, dirname(path));
  return path;
}

/** Throws AccessDenied where links lead out of a bucket's folder on the way to another one. */
export async function refuseOutside(bucket: string, folder: string): Promise<void> {
  const home = await realpath(bucket);
  const real = await nearestRealpath(folder);
  if (real !== home && !real.startsWith(home + sep))
    throw new S3Error(403, 'AccessDenied', 'A link on the way leads out of the bucket.');
}

/** Of the deepest folder on the way that exists. */
async function nearestRealpath(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    return nearestRealpath(dirname(folder));
  }
}

/** The first-level folders that have names of buckets, sorted. */
export async function bucketNames(root: string): Promise<{ name: string; made: Date }[]> {
  const names = (await readdir(root)).filter(isBucketName).sort();
  const stats = await Promise.all(
    names.map((name) => stat(join(root, name)).catch(() => undefined)),
  );
  return names.flatMap((name, i) =>
    stats[i]?.isDirectory() ? [{ name, made: stats[i].mtime }] : [],
  );
}
