import { medianOf } from '../overlaps/median.ts';
import { principalAxes } from '../overlaps/principal-axes.ts';
import type { Group } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';

/** Deviations count up to this many σ; E[min(χ², 9)] of a normal one. */
const CLIP_SQUARE = 9;
const EXPECTED = 0.995;

/** σ above which the narrow directions of overlaps are believed to deviate. */
const SIGNIFICANT = 3;

/** Squares of slopes, one for each pair, and what noise alone makes of them. */
interface Deviations {
  readonly square: Float64Array;
  readonly noise: Float64Array;
}

/**
 * How the measured slopes of differences deviate from those of given planes: the variance of one image's slope that explains it,
 * and the noise of one measurement (variance, median). `slopes` are planes, three numbers an image, levels of no meaning;
 * `noise` is the variance of a sample, per pair.
 *
 * The variance v is the clipped maximum likelihood of normal deviations e of two images' slopes,
 * Σ (min(e²/(2v + noise), 9) − E)/(2v + noise) = 0, from the long directions of the overlaps. The narrow ones, which are
 * mostly noise, speak only when they deviate significantly.
 */
export function slopeSpread(
  pairs: Pairs,
  group: Group,
  slopes: Float64Array,
  noise: Float64Array,
): { variance: number; noise: number } {
  const { along, across } = slopeDeviations(pairs, group, slopes, noise);
  const wide = likeliest(along);
  let score = 0;
  let information = 0;
  for (let k = 0; k < across.square.length; k++) {
    const expected = across.noise[k]! + 2 * wide;
    score += (Math.min(across.square[k]! / expected, CLIP_SQUARE) - EXPECTED) / expected;
    information += 2 / expected ** 2;
  }
  const isSignificant = score > SIGNIFICANT * Math.sqrt(information);
  const variance = isSignificant ? Math.max(wide, likeliest(across)) : wide;
  return { variance, noise: medianOf(along.noise) };
}

/**
 * Along the long and across the narrow extent of each overlap. In the samples' own coordinates the normal equations of the
 * difference's slopes are C e = Cov(u, D) − Cov(u, planes).
 */
function slopeDeviations(
  pairs: Pairs,
  group: Group,
  slopes: Float64Array,
  variance: Float64Array,
): { along: Deviations; across: Deviations } {
  const count = group.pairs.length;
  const along = { square: new Float64Array(count), noise: new Float64Array(count) };
  const across = { square: new Float64Array(count), noise: new Float64Array(count) };
  const t = new Float64Array(5);
  const product = new Float64Array(5);
  for (let k = 0; k < count; k++) {
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
    // A direction without extent (one row) is all noise.
    const narrow = Math.max(short.value, long.value * 1e-12);
    along.square[k] = ((leftU * long.x + leftV * long.y) / long.value) ** 2;
    across.square[k] = ((leftU * short.x + leftV * short.y) / narrow) ** 2;
    along.noise[k] = variance[k]! / long.value;
    across.noise[k] = variance[k]! / narrow;
  }
  return { along, across };
}

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
