import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { StoreError } from './errors.ts';

/**
 * The parts of `scheme://bucket/key`. The key is taken as it stands: nothing is percent-decoded.
 */
export interface ObjectUrl {
  bucket: string;
  key: string;
}

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Whether S3 takes this as the name of a bucket. */
export const isBucketName = (name: string): boolean =>
  BUCKET_NAME.test(name) && !name.includes('..');

/** Whether a text holds control characters (C0 or DEL), which belong in no URL and no file name. */
export function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** The scheme of a URL in lower case without its colon; empty when there is none. */
export const schemeOf = (url: string): string =>
  /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';

/**
 * Bucket and key of an `s3://` or `memory://` URL; the key may be empty or a prefix. Throws BadUrl.
 */
export function splitUrl(url: string, action = 'splitUrl'): ObjectUrl {
  const match = /^(?:s3|memory):\/\/([^/]*)(?:\/([\s\S]*))?$/i.exec(url);
  const bucket = match?.[1] ?? '';
  const key = match?.[2] ?? '';
  if (!match || !isBucketName(bucket))
    throw new StoreError(
      'BadUrl',
      `${url} is not of the form s3://bucket/key: check the address.`,
      url,
      action,
    );
  if (hasControlCharacter(key) || Buffer.byteLength(key) > 1024)
    throw new StoreError(
      'BadUrl',
      'The key has control characters or more than 1024 bytes.',
      url,
      action,
    );
  return { bucket, key };
}

/**
 * As splitUrl, for one object: an empty key or one that ends with a slash names none. Throws
 * BadUrl.
 */
export function splitObjectUrl(url: string, action: string): ObjectUrl {
  const parts = splitUrl(url, action);
  if (parts.key === '' || parts.key.endsWith('/'))
    throw new StoreError(
      'BadUrl',
      `${url} names a folder: give the address of an object.`,
      url,
      action,
    );
  return parts;
}

/** The absolute path of a `file:` URL (percent-decoded). Throws BadUrl. */
export function splitFileUrl(url: string, action: string): string {
  try {
    const { search, hash } = new URL(url);
    if (search || hash) throw new Error('write ? as %3F and # as %23');
    const path = fileURLToPath(url);
    if (hasControlCharacter(path)) throw new Error('it has control characters');
    return path;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('BadUrl', `${url} does not name a file: ${why}.`, url, action, { cause });
  }
}

/**
 * The URL of a relative key under a prefix such as a run's: `joinUrl('s3://b/runs/1/',
 * 'images/a/catalogue.fits')`. The key never leaves the prefix: empty segments, `.`, `..`, a
 * backslash or control characters are refused (OutsideFolder).
 */
export function joinUrl(prefix: string, key: string): string {
  const segments = key.split('/');
  if (
    hasControlCharacter(key) ||
    segments.some((s) => s === '' || s === '.' || s === '..' || s.includes('\\'))
  )
    throw new StoreError(
      'OutsideFolder',
      `"${key}" is not a safe relative key.`,
      prefix,
      'joinUrl',
    );
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  if (schemeOf(prefix) !== 'file') return folder + key;
  return pathToFileURL(splitFileUrl(folder, 'joinUrl') + key).href;
}

/**
 * A path of this machine (relative: to the working folder) as a URL; what is a URL already stays as
 * it is.
 */
export const objectUrl = (text: string): string =>
  schemeOf(text) === ''
    ? pathToFileURL(resolve(text)).href + (text.endsWith('/') ? '/' : '')
    : text;
