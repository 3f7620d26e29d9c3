import { kernels, scratch } from './memory.ts';

/**
 * Means of side × side pixels, summed in double precision row by row, of those that are finite; NaN
 * where none is. Blocks at the right and upper border are of what is there. `width`: pixels of a
 * row of `pixels`.
 */
export function blockMeans(pixels: Float32Array, width: number, side: number): Float32Array {
  const across = Math.ceil(width / side);
  const height = pixels.length / width;
  const means = new Float32Array(across * Math.ceil(height / side));
  const [row = 0, sums = 0, counts = 0] = scratch(4 * width, 8 * across, 8 * across);
  const { memory, addToBlocks } = kernels();
  const line = new Float32Array(memory.buffer, row, width);
  const totals = new Float64Array(memory.buffer, sums, across);
  // Counts are far below 2^32: the lower halves of 64-bit words.
  const numbers = new Uint32Array(memory.buffer, counts, 2 * across);
  for (let first = 0, at = 0; first < height; first += side, at += across) {
    totals.fill(0);
    numbers.fill(0);
    for (let y = first; y < Math.min(first + side, height); y++) {
      line.set(pixels.subarray(y * width, (y + 1) * width));
      addToBlocks(row, width, side, sums, counts);
    }
    // 0 / 0: NaN
    for (let k = 0; k < across; k++) means[at + k] = totals[k]! / numbers[2 * k]!;
  }
  return means;
}
