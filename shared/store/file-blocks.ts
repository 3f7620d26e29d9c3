import type { FileHandle } from 'node:fs/promises';
import { bytesOfPiece, type Pieces } from './parts.ts';

/** Smaller pieces than this are put together. */
const SMALL_BYTES = 2 ** 18;

/** So many bytes that are all zero are left out, as a hole of the file. */
const HOLE_BYTES = 2 ** 20;

const zeros = new Uint8Array(HOLE_BYTES);

/** Where pieces go. */
interface Place {
  /** the first byte */
  readonly begin: number;
  /** nothing stands there: what is not written is zero */
  readonly isBlank: boolean;
}

/** Writes a file from its beginning, and ends it behind the last piece. */
export async function writePieces(handle: FileHandle, pieces: Pieces): Promise<void> {
  await handle.truncate(await writeFrom(handle, pieces, { begin: 0, isBlank: true }));
}

/**
 * Writes pieces from a byte on, each while the next one is made; numbers are bytes that stand there
 * already. Blocks of zeros are left out: context planes are mostly these. Answers where they end.
 */
export async function writeFrom(
  handle: FileHandle,
  pieces: Pieces | AsyncIterable<Uint8Array | number>,
  { begin, isBlank }: Place,
): Promise<number> {
  const small = new Uint8Array(SMALL_BYTES);
  let [filled, end] = [0, begin];
  let writing = Promise.resolve();
  const write = (bytes: Uint8Array): void => {
    writing = writeAt(handle, bytes, end, isBlank);
    writing.catch(() => {}); // until it is waited for
    end += bytes.length;
  };
  const flush = async (): Promise<void> => {
    await writing;
    if (filled > 0) write(small.subarray(0, filled));
    filled = 0;
    await writing;
  };
  try {
    for await (const piece of pieces) {
      if (typeof piece === 'number') {
        await flush();
        end += piece;
        continue;
      }
      const bytes = bytesOfPiece(piece);
      if (filled + bytes.length > SMALL_BYTES) await flush();
      else await writing;
      if (bytes.length > SMALL_BYTES) {
        write(bytes);
        continue;
      }
      small.set(bytes, filled);
      filled += bytes.length;
    }
  } finally {
    // Whatever ends it, the file is not closed under a write.
    await Promise.allSettled([writing]);
  }
  await flush();
  return end;
}

/** Writes bytes at a place of the file, without those blocks that are zero and stand so. */
async function writeAt(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  isBlank: boolean,
): Promise<void> {
  const isLeftOut = async (from: number): Promise<boolean> =>
    isHole(bytes, from) && (isBlank || (await isZero(handle, position + from)));
  for (let from = 0; from < bytes.length; ) {
    if (await isLeftOut(from)) {
      from += HOLE_BYTES;
      continue;
    }
    let end = from;
    while (end < bytes.length && !(await isLeftOut(end))) end += HOLE_BYTES;
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

async function isZero(handle: FileHandle, position: number): Promise<boolean> {
  const block = new Uint8Array(HOLE_BYTES);
  await handle.read(block, 0, HOLE_BYTES, position);
  return Buffer.compare(block, zeros) === 0;
}
