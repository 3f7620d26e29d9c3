import { blockMeans } from '../../../sky-wasm/src/blocks.ts';

/** Pixels along the longer side of a preview, about. */
const SIDE = 1024;
/** Strips begin at multiples of this many rows. */
const MOST = 32;

/** How many pixels along a side become one of the preview: a power of 2. */
export function reductionOf(width: number, height: number): number {
  let factor = 1;
  while (factor < MOST && Math.max(width, height) / factor > SIDE) factor *= 2;
  return factor;
}

/** Means of factor × factor pixels, of those that are finite; NaN where none is. */
export function reduced(
  pixels: Float32Array,
  width: number,
  factor: number,
): { pixels: Float32Array; width: number; height: number } {
  const height = Math.ceil(pixels.length / width / factor);
  return { pixels: blockMeans(pixels, width, factor), width: Math.ceil(width / factor), height };
}
