import { type PsfPixels, varianceAt } from './pixels.ts';

/** The pixels of one star that the PSF is made from, and what is known of it so far. */
export interface StarStamp {
  x: number;
  y: number;
  /** of the star, and of the sky under it, units of the pixels */
  flux: number;
  sky: number;
  readonly x0: number;
  readonly y0: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
  /** inverse variances; 0 where a pixel says nothing or is beyond the circle */
  readonly weights: Float64Array;
}

/** Part of a star's light in a pixel that a model of it may be wrong by before it weighs less. */
const MODEL_ERROR = 0.01;

/**
 * The background is off: what is left of it under a star is 0 within this part of a pixel's noise,
 * or far wings of the PSF and a negative sky would stand for each other.
 */
const SKY_ERROR = 0.05;

/** Inverse variance of the sky under a star before its pixels are looked at. */
export const skyPrior = ({ weights }: StarStamp): number =>
  weights.reduce((most, weight) => Math.max(most, weight), 0) / square(SKY_ERROR);

const square = (value: number): number => value * value;

/** A star to be cut out, and other sources whose pixels are left out. */
export interface StarPlace {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
  readonly others: readonly { readonly x: number; readonly y: number; readonly reach: number }[];
}

/**
 * Cuts the pixels within a radius of a star out of an image. `light`: what is to be added to each
 * pixel, of the star itself where it has been taken off.
 */
export function cutStar(
  pixels: PsfPixels,
  star: StarPlace,
  radius: number,
  light: (column: number, row: number) => number = () => 0,
): StarStamp {
  const [x0, y0] = [Math.ceil(star.x - radius), Math.ceil(star.y - radius)];
  const columns = Math.floor(star.x + radius) - x0 + 1;
  const rows = Math.floor(star.y + radius) - y0 + 1;
  const others = star.others.filter(
    ({ x, y, reach }) => Math.max(Math.abs(x - star.x), Math.abs(y - star.y)) < radius + reach,
  );
  const values = new Float64Array(columns * rows);
  const weights = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const [px, py] = [x0 + i, y0 + j];
      if (px < 0 || py < 0 || px >= pixels.width || py >= pixels.height) continue;
      if (square(px - star.x) + square(py - star.y) > square(radius)) continue;
      if (others.some(({ x, y, reach }) => square(px - x) + square(py - y) < square(reach)))
        continue;
      const at = py * pixels.width + px;
      const value = pixels.data[at]! + light(px, py);
      const variance = varianceAt(pixels, at, value) + (MODEL_ERROR * value) ** 2;
      if (!Number.isFinite(variance)) continue;
      values[j * columns + i] = value;
      weights[j * columns + i] = 1 / variance;
    }
  return { x: star.x, y: star.y, flux: star.flux, sky: 0, x0, y0, columns, rows, values, weights };
}
