import type { FileHandle } from 'node:fs/promises';
import { bytesOfPiece, type Pieces } from './parts.ts';

/** Smaller pieces than this are put together. */
const SMALL_BYTES = 2 ** 18;

/** So many bytes that are all zero are left out, as a hole of the file. */
const HOLE_BYTES = 2 ** 20;

const zeros = new Uint8Array(HOLE_BYTES);

/**
 * Writes a file from its beginning, each piece while the next one is made. Blocks of zeros are left
 * out: context planes are mostly these.
 */
export async function writePieces(handle: FileHandle, pieces: Pieces): Promise<void> {
  const small = new Uint8Array(SMALL_BYTES);
  let [filled, size] = [0, 0];
  let writing = Promise.resolve();
  const begin = (bytes: Uint8Array): void => {
    writing = writeAt(handle, bytes, size);
    writing.catch(() => {}); // until it is waited for
    size += bytes.length;
  };
  try {
    for await (const piece of pieces) {
      const bytes = bytesOfPiece(piece);
      await writing;
      if (filled > 0 && filled + bytes.length > SMALL_BYTES) {
        begin(small.subarray(0, filled));
        filled = 0;
        await writing;
      }
      if (bytes.length > SMALL_BYTES) {
        begin(bytes);
        continue;
      }
      small.set(bytes, filled);
      filled += bytes.length;
    }
  } finally {
    // Whatever ends it, the file is not closed under a write.
    await Promise.allSettled([writing]);
  }
  await writing;
  begin(small.subarray(0, filled));
  await writing;
  await handle.truncate(size);
}

/** Writes bytes at a place of the file, without those blocks that are all zero. */
async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    if (isHole(bytes, from)) {
      from += HOLE_BYTES;
      continue;
    }
    let end = from;
    while (end < bytes.length && !isHole(bytes, end)) end += HOLE_BYTES;
    end = Math.min(end, bytes.length);
    while (from < end) {
      const { bytesWritten } = await handle.write(bytes, from, end - from, position + from);
      from += bytesWritten;
    }
  }
}

const isHole = (bytes: Uint8Array, from: number): boolean => {
  const block = bytes.subarray(from, from + HOLE_BYTES);
  return Buffer.compare(block, zeros.subarray(0, block.length)) === 0;
};
