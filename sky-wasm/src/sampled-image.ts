import type { Kernels } from '../build/wasm.js';

/** Part of an image's pixels, NaN where there is no value: rows [firstRow, …) of all columns. */
export interface SampledImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
  readonly firstRow: number;
  /** to be subtracted: at + perX·x + perY·y, in pixel coordinates from 0 */
  readonly plane: { readonly at: number; readonly perX: number; readonly perY: number };
}

/** Columns [x0, x1) and rows [y0, y1) of an image. */
export interface ImageWindow {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** A square of the tile's pixels. */
export interface TileSquare {
  readonly column: number;
  readonly row: number;
  /** pixels along a side, even, at most 32 */
  readonly size: number;
}

/** Two bicubic polynomials over a square: 16 coefficients each, as `Block` of core/tiles. */
export interface Polynomials extends TileSquare {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Points of the largest square. */
export const POINTS = 32 * 32;
/** Numbers of two polynomials. */
export const COEFFICIENTS = 32;

/** Copies part of an image to a pointer: what is sampled from now on. */
export function placeImage(
  { memory, setImage }: Kernels,
  pointer: number,
  { width, height, pixels, firstRow, plane: { at, perX, perY } }: SampledImage,
  { x0, x1, y0, y1 }: ImageWindow,
): void {
  const columns = x1 - x0;
  const copy = new Float32Array(memory.buffer, pointer, columns * (y1 - y0));
  for (let y = y0; y < y1; y++) {
    const from = (y - firstRow) * width;
    copy.set(pixels.subarray(from + x0, from + x1), (y - y0) * columns);
  }
  setImage(pointer, columns, x0, y0, width, height, at, perX, perY);
}

/** The coefficients of x and y in turn. */
export function placePolynomials(
  { memory }: Kernels,
  pointer: number,
  { x, y }: Polynomials,
): void {
  const both = new Float64Array(memory.buffer, pointer, COEFFICIENTS);
  for (let i = 0; i < 16; i++) {
    both[2 * i] = x[i]!;
    both[2 * i + 1] = y[i]!;
  }
}
