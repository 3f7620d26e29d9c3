const MI_B = 2 ** 20;
const MAX_PARTS = 10_000;

/**
 * Bodies larger than this go to S3 in parts: a plate of tiles is not, because every part is a
 * request that is paid for.
 */
export const WHOLE_UP_TO_BYTES = 96 * MI_B;

/** Streams go by so many bytes at a time. */
export const BLOCK_BYTES = 16 * MI_B;

/**
 * The byte ranges in which S3 gets a body: a single one up to 96 MiB, else parts of 16 MiB or what
 * 10,000 parts need.
 */
export function partsOf(size: number): { start: number; end: number }[] {
  if (size <= WHOLE_UP_TO_BYTES) return [{ start: 0, end: size }];
  const step = Math.max(BLOCK_BYTES, Math.ceil(size / MAX_PARTS));
  const count = Math.ceil(size / step);
  return Array.from({ length: count }, (_, i) => ({
    start: i * step,
    end: Math.min(size, (i + 1) * step),
  }));
}

/**
 * A body in pieces of any size, as they come. A piece is done with when the next but one is asked
 * for: whoever makes them may use two arrays in turn.
 */
export type Pieces = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** Text as UTF-8. */
export const bytesOfPiece = (piece: Uint8Array | string): Uint8Array =>
  typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;

/** The same bytes in new blocks of one size, the last one shorter; none of no bytes. */
export async function* inBlocks(pieces: Pieces, size: number): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    const bytes = bytesOfPiece(piece);
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + size - filled);
      block.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < size) continue;
      yield block;
      block = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
