import { bytesAt, kernels, scratch } from './memory.ts';

/** Bytes of a block with codes of its own, as in assembly/png.ts. */
const BLOCK = 2 ** 16;
/** Of a block's codes at most. */
const CODES = 512;

/**
 * The zlib stream that a PNG's IDAT holds: the rows of a picture, each with the filter "average"
 * (PNG, third edition, §9.2) before it, deflated by run lengths and Huffman codes alone (RFC 1951).
 * Each byte less the mean of its left and upper neighbours is a third smaller than the bytes
 * themselves on a sky with noise, where longer matches gain next to nothing. `data`: `height` rows
 * of `length` bytes, `step` of them a pixel. What is answered stays until the next kernel.
 */
export function deflateRows(
  data: Uint8Array,
  length: number,
  height: number,
  step: number,
): Uint8Array {
  const size = (length + 1) * height;
  const most = 2 * size + CODES * (Math.ceil(size / BLOCK) + 1);
  const [picture = 0, rows = 0, tokens = 0, out = 0] = scratch(
    length * height + ALIGNED,
    size + ALIGNED,
    2 * BLOCK + 2 * ALIGNED,
    most,
  );
  bytesAt(picture, length * height).set(data);
  const bytes = kernels().deflateRows(picture, length, height, step, rows, tokens, out);
  return bytesAt(out, bytes);
}

/** bytes that the kernel may read beyond an end, 16 at a time */
const ALIGNED = 16;
