import { closeSync, constants, fstatSync, openSync, read as readAside, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { fileEtag } from './atomic.ts';
import { changedError } from './errors.ts';
import { fileError } from './file-errors.ts';

/** libuv reads at most 2 GiB - 1 at a time. */
const MAX_READ_BYTES = 2 ** 30;

/** A range up to this many bytes gets its array without a look at the file's size. */
const SMALL_RANGE = 2 ** 18;

/** More than this is read and written by a thread of libuv, while this one goes on. */
export const AT_ONCE_BYTES = 2 ** 23;

/** What `read` makes of an open file, of one version where that is given. Throws StoreError. */
export async function readingFile(
  {
    url,
    path,
    action,
    etag,
  }: { url: string; path: string; action: string; etag?: string | undefined },
  read: (file: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  let file: number | undefined;
  try {
    // Not blocking: a pipe without a writer would hang the thread for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const bytes = await read(file);
    // Looked at behind the reading: what was written meanwhile is noticed too.
    if (etag !== undefined && etag !== fileEtag(fstatSync(file, { bigint: true })))
      throw changedError(url, action);
    return bytes;
  } catch (error) {
    throw fileError(error, url, action);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const readBeside = promisify(readAside);

/**
 * Reads a range straight into its array. The file's own size, never a large asked length, decides
 * what is allocated.
 */
export async function fill(
  file: number,
  offset: number,
  length: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  const target = into ?? space(file, offset, length);
  const end = Math.min(length, target.length);
  let done = 0;
  while (done < end) {
    const more = Math.min(end - done, MAX_READ_BYTES);
    const bytesRead =
      more <= AT_ONCE_BYTES
        ? readSync(file, target, done, more, offset + done)
        : (await readBeside(file, target, done, more, offset + done)).bytesRead;
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return target.subarray(0, done);
}

function space(file: number, offset: number, length: number): Uint8Array {
  if (length <= SMALL_RANGE) return new Uint8Array(length);
  const { size } = fstatSync(file);
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
  return new Uint8Array(buffer.buffer);
}
