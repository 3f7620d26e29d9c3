/**
 * Where the σ of an image's values is from: its errors, or its sky and what stands above it, of
 * which weights say nothing.
 */
export type ClipNoise =
  | { readonly from: 'errors' }
  | {
      readonly from: 'sky';
      /** of the sky, less the background that is subtracted */
      readonly level: number;
      /** σ² × weight of the sky */
      readonly scale: number;
      /** that one unit of its values stands for; undefined: not known */
      readonly electrons?: number | undefined;
    };

/** A value's weight, of its plane of noise (without one 1), over f² where it is times f. */
export interface ClippedValue {
  readonly weight: number;
  /** f, to conserve flux */
  readonly factor: number;
}

/** σ from the median beyond which a value is an outlier. */
export const CLIP_SIGMA = 5;
/** Of fewer values none is known to be wrong. */
export const MIN_VALUES = 3;
/** Of a source whose gain is not known: its own height's part that counts as noise. */
const UNTOLD = 0.1;

/**
 * σ² of a value whose true brightness is about `expected`: 1/weight of errors; else that of the
 * sky, and of what stands above it the photon noise, or a tenth where the gain is not known.
 */
export function varianceOf(
  noise: ClipNoise,
  { weight, factor }: ClippedValue,
  expected: number,
): number {
  if (noise.from === 'errors') return 1 / weight;
  const above = Math.max(0, expected - factor * noise.level);
  const { scale, electrons } = noise;
  return scale / weight + (electrons ? (factor * above) / electrons : (UNTOLD * above) ** 2);
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
