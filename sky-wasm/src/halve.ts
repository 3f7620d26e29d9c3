import { bytesAt, kernels, scratch } from './memory.ts';

/**
 * A square tile of grey levels made half as wide: means of the 2 × 2 pixels that have data, halves
 * rounded up; 0 is no data. `width`: pixels across the tile, a multiple of 16. What is answered
 * stays until the next kernel.
 */
export function halveGreys(tile: Uint8Array, width: number): Uint8Array {
  const [from = 0, to = 0] = scratch(tile.length, tile.length / 4);
  bytesAt(from, tile.length).set(tile);
  kernels().halveGreys(from, width, to);
  return bytesAt(to, tile.length / 4);
}

/** Rows of `length` elements, put one below the other into a picture from `first` on. */
export function putRows<Pixels extends Uint8Array | Float32Array>(
  rows: Pixels,
  length: number,
  into: Pixels,
  first: number,
  stride: number,
): void {
  for (let from = 0, to = first; from < rows.length; from += length, to += stride)
    into.set(rows.subarray(from, from + length), to);
}
