import { medianOf } from '../median.ts';
import { principalAxes } from '../overlaps/principal-axes.ts';
import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';

/** Deviations count up to this many σ; E[min(χ², 9)] of a normal one. */
const CLIP_SQUARE = 9;
const EXPECTED = 0.995;

/** σ above which the narrow directions of overlaps are believed to deviate. */
const SIGNIFICANT = 3;

/** Two numbers a pair, for the moment: arrays for repeated use. */
export type Scratch = readonly [Float64Array, Float64Array];

/** The overlaps of a group and slopes of its images. */
export interface GroupSlopes {
  readonly pairs: Pairs;
  readonly group: ConnectedImages;
  /**
   * planes, three numbers an image, levels of no meaning; NaN where there is none: its pairs are
   * left out
   */
  readonly slopes: Float64Array;
  /** the variance of a sample of a pair */
  readonly noiseOf: (pair: number) => number;
}

/** Squares of slopes, one for each pair, and what noise alone makes of them. */
interface Deviations {
  readonly square: Float64Array;
  readonly noise: Float64Array;
}

/**
 * How the measured slopes of differences deviate from those of given planes: the variance of one
 * image's slope that explains it, and the noise of one measurement (variance, median).
 *
 * The variance v is the clipped maximum likelihood of normal deviations e of two images' slopes, Σ
 * (min(e²/(2v + noise), 9) − E)/(2v + noise) = 0, from the long directions of the overlaps. The
 * narrow ones, which are mostly noise, speak only when they deviate significantly.
 */
export function slopeSpread(
  from: GroupSlopes,
  scratch: Scratch,
): { variance: number; noise: number } {
  const along = slopeDeviations(from, 'along', scratch);
  const wide = likeliest(along);
  const typical = medianOf(along.noise);
  const across = slopeDeviations(from, 'across', scratch); // in the place of those along
  let score = 0;
  let information = 0;
  for (let k = 0; k < across.square.length; k++) {
    const expected = across.noise[k]! + 2 * wide;
    score += (Math.min(across.square[k]! / expected, CLIP_SQUARE) - EXPECTED) / expected;
    information += 2 / expected ** 2;
  }
  const isSignificant = score > SIGNIFICANT * Math.sqrt(information);
  const variance = isSignificant ? Math.max(wide, likeliest(across)) : wide;
  return { variance, noise: typical };
}

/**
 * Along the long or across the narrow extent of each overlap. In the samples' own coordinates the
 * normal equations of the difference's slopes are C e = Cov(u, D) − Cov(u, planes).
 */
function slopeDeviations(
  { pairs, group, slopes, noiseOf }: GroupSlopes,
  direction: 'along' | 'across',
  [square, noise]: Scratch,
): Deviations {
  let count = 0;
  const t = new Float64Array(5);
  const product = new Float64Array(5);
  for (let k = 0; k < group.pairs.length; k++) {
    if (!hasSlopes(slopes, group.i[k]!) || !hasSlopes(slopes, group.j[k]!)) continue;
    const pair = group.pairs[k]!;
    const m = pairs.moments(pair);
    const d = pairs.differences(pair);
    planeDifference(slopes, group.i[k]!, group.j[k]!, t);
    pairs.multiply(pair, t, product);
    const n = m[0]!;
    const [u, v] = [m[1]! / n, m[2]! / n];
    const left = d[0]! - product[0]!;
    const leftU = d[1]! - product[1]! - u * left;
    const leftV = d[2]! - product[2]! - v * left;
    const [long, short] = principalAxes(m[5]! - u * m[1]!, m[6]! - u * m[2]!, m[9]! - v * m[2]!);
    const { x, y } = direction === 'along' ? long : short;
    // A direction without extent (one row) is all noise.
    const extent = direction === 'along' ? long.value : Math.max(short.value, long.value * 1e-12);
    square[count] = ((leftU * x + leftV * y) / extent) ** 2;
    noise[count] = noiseOf(pair) / extent;
    count++;
  }
  return { square: square.subarray(0, count), noise: noise.subarray(0, count) };
}

/** Whether an image has slopes among these planes. */
export const hasSlopes = (planes: Float64Array, image: number): boolean =>
  !Number.isNaN(planes[3 * image + 1]!);

function likeliest({ square, noise }: Deviations): number {
  const slope = (v: number): number => {
    let sum = 0;
    for (let k = 0; k < square.length; k++) {
      const expected = 2 * v + noise[k]!;
      sum += (Math.min(square[k]! / expected, CLIP_SQUARE) - EXPECTED) / expected;
    }
    return sum;
  };
  if (slope(0) <= 0) return 0;
  let low = 0;
  let high = square.reduce((most, e) => Math.max(most, e), 0);
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
