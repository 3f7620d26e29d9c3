/**
 * Where the σ of an image's values is from: its own plane of noise (`scale`: σ² × weight; 1 of
 * errors and variances), or its sky.
 */
export type ClipNoise =
  | { readonly from: 'plane'; readonly scale: number }
  | {
      readonly from: 'sky';
      /** level and σ of the sky, less the background that is subtracted */
      readonly level: number;
      readonly sigma: number;
    };

/** σ from the median beyond which a value is an outlier. */
export const CLIP_SIGMA = 5;
/** Of fewer values none is known to be wrong. */
export const MIN_VALUES = 3;
/** Of a source, as the gain is not known: its own height's part that counts as noise. */
const UNTOLD = 0.1;

/**
 * σ² of a value whose true brightness is about `expected`. `weight`: of its plane of noise; without
 * one 1, and 1/f² of a value that was multiplied by f to conserve flux.
 */
export function varianceOf(noise: ClipNoise, weight: number, expected: number): number {
  if (noise.from === 'plane') return noise.scale / weight;
  const factor = 1 / Math.sqrt(weight);
  const above = Math.max(0, expected - factor * noise.level);
  return (factor * noise.sigma) ** 2 + (UNTOLD * above) ** 2;
}

/**
 * The median of sorted values, the lower one of two in the middle: cosmic rays are bright, and two
 * of four values may be hit.
 */
export const lowMedian = (sorted: ArrayLike<number>, count: number): number =>
  sorted[(count - 1) >> 1]!;

/** The median of sorted values, the mean of the two in the middle. */
export const medianOfSorted = (sorted: ArrayLike<number>, count: number): number =>
  (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
