/**
 * Where the σ of an image's values is from: its own plane of noise (`scale`: σ² × weight; 1 of
 * errors and variances), or its sky and gain.
 */
export type ClipNoise =
  | { readonly from: 'plane'; readonly scale: number }
  | {
      readonly from: 'sky';
      /** level and σ of the sky */
      readonly level: number;
      readonly sigma: number;
      /** electrons per unit; undefined: not told */
      readonly gain: number | undefined;
    };

/** σ from the median beyond which a value is an outlier. */
export const CLIP_SIGMA = 5;
/** Of fewer values none is known to be wrong. */
export const LEAST_VALUES = 3;
/** Of a source whose gain is not told: its own height's part that counts as noise. */
const UNTOLD = 0.1;

/** σ² of a value whose true brightness is about `expected`; `weight`: of its plane of noise. */
export function varianceOf(noise: ClipNoise, weight: number, expected: number): number {
  if (noise.from === 'plane') return noise.scale / weight;
  const above = Math.max(0, expected - noise.level);
  const poisson = noise.gain ? above / noise.gain : (UNTOLD * above) ** 2;
  return noise.sigma ** 2 + poisson;
}

/**
 * The median of sorted values, the lower one of two in the middle: cosmic rays are bright, and two
 * of four values may be hit.
 */
export const lowMedian = (sorted: ArrayLike<number>, count: number): number =>
  sorted[(count - 1) >> 1]!;

/** The median of sorted values, the mean of the two in the middle. */
export const medianOf = (sorted: ArrayLike<number>, count: number): number =>
  (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
