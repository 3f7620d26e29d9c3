import type { Group } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';

/** Seams up to this many times the typical one count fully. */
const HUBER = 2;
const PER_MEDIAN = 1.4826;

/**
 * Variance of a sample's difference, per pair: its own, plus the median of all. The median keeps pairs that are nearly free of
 * noise (two cuts of one exposure) from outweighing everything else: what differs between exposures is seldom only noise.
 */
export function noiseVariance(pairs: Pairs, group: Group): Float64Array {
  const own = Float64Array.from(group.pairs, (pair) => pairs.rms(pair) ** 2);
  // Without any noise (made images) every pair is as good as the next.
  const typical = median(own) || own.reduce((most, variance) => Math.max(most, variance), 0) || 1;
  return own.map((variance) => variance + typical);
}

/**
 * Huber's weights of a group's pairs: 1, or less for a seam over 2 σ, where σ is the larger of 1.4826 times the median seam
 * and what noise makes of a pair's plane. `planes` are the group's, three numbers an image.
 */
export function pairWeights(
  pairs: Pairs,
  group: Group,
  planes: Float64Array,
  noise: Float64Array,
): Float64Array {
  const t = new Float64Array(5);
  const squares = Float64Array.from(group.pairs, (pair, k) => {
    planeDifference(planes, group.i[k]!, group.j[k]!, t);
    return pairs.seamSquare(pair, t);
  });
  const typical = PER_MEDIAN ** 2 * median(squares);
  return squares.map((square, k) => {
    const expected = Math.max(typical, (3 * noise[k]!) / pairs.samples(group.pairs[k]!));
    return huber(square / expected, HUBER);
  });
}

/** The weight of a deviation whose square, over σ², is given: 1 up to k σ, then k σ over the deviation (Huber 1964). */
export function huber(square: number, k: number): number {
  return square > k * k ? k / Math.sqrt(square) : 1;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
