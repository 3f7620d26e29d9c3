import { principalAxes } from '../overlaps/plane-fit.ts';
import type { Group } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';

/** Deviations count up to this many σ; E[min(χ², 9)] of a normal one. */
const CLIP_SQUARE = 9;
const EXPECTED = 0.995;

/** σ above which the narrow directions of overlaps are believed to deviate. */
const SIGNIFICANT = 3;

/** Slopes of differences, along the long and across the narrow extent of each overlap. */
export interface SlopeDeviations {
  /** deviation² per pair, along and across */
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** what noise alone gives */
  readonly alongNoise: Float64Array;
  readonly acrossNoise: Float64Array;
}

/**
 * How far the slopes of the measured differences are from those of given slopes (three numbers an image, levels ignored).
 * `noise`: variance of a sample, per pair. In the samples' own coordinates the normal equations of the difference's slopes are C e = Cov(u, D) − Cov(u, planes).
 */
export function slopeDeviations(
  pairs: Pairs,
  group: Group,
  slopes: Float64Array,
  noise: Float64Array,
): SlopeDeviations {
  const count = group.pairs.length;
  const [along, across, alongNoise, acrossNoise] = Array.from(
    { length: 4 },
    () => new Float64Array(count),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
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
    along[k] = ((leftU * long.x + leftV * long.y) / long.value) ** 2;
    across[k] = ((leftU * short.x + leftV * short.y) / narrow) ** 2;
    alongNoise[k] = noise[k]! / long.value;
    acrossNoise[k] = noise[k]! / narrow;
  }
  return { along, across, alongNoise, acrossNoise };
}

/**
 * Variance of one image's slope that explains the deviations of pairs: v with Σ (min(e²/(2v + noise), 9) − E)/(2v + noise) = 0,
 * the clipped maximum likelihood of normal deviations (two images a pair, hence 2v). The narrow directions, which
 * are many and mostly noise, speak only when they deviate significantly.
 */
export function slopeVariance(deviations: SlopeDeviations): number {
  const { along, alongNoise, across, acrossNoise } = deviations;
  const wide = likeliest(along, alongNoise);
  let score = 0;
  let information = 0;
  for (let k = 0; k < across.length; k++) {
    const noise = acrossNoise[k]! + 2 * wide;
    score += (Math.min(across[k]! / noise, CLIP_SQUARE) - EXPECTED) / noise;
    information += 2 / noise ** 2;
  }
  return score > SIGNIFICANT * Math.sqrt(information) ? Math.max(wide, likeliest(across, acrossNoise)) : wide;
}

function likeliest(square: Float64Array, noise: Float64Array): number {
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
