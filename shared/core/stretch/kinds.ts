import { quantile, shareBelow } from '../histogram/cumulative.ts';
import { asinhBend } from './asinh.ts';
import type { CutRange } from './cut.ts';
import { normalQuantile, normalShare } from './normal.ts';

/**
 * Each kind gives, for the range, the pixel value at which a brightness t is reached: growing from
 * t = 0 (low) to 1 (high). Linear, sqrt and log are ds9's (log: log₁₀₀₁(1 + 1000 x)); asinh is bent
 * so that the median, which is the sky of most images, becomes a dark grey. gaussian (Montage's
 * histogram equalisation) makes the pixels' brightnesses normally distributed: steps of t are equal
 * in Φ⁻¹ of the cumulative distribution; gaussian-log shortens them towards the bright end.
 */
export const kinds = {
  linear: ({ low, high }) => between(low, high, (t) => t),
  sqrt: ({ low, high }) => between(low, high, (t) => t * t),
  log: ({ low, high }) => between(low, high, (t) => (1001 ** t - 1) / 1000),
  asinh: ({ low, high, median }) => {
    const bend = asinhBend((median - low) / (high - low));
    const end = Math.asinh(bend);
    return between(low, high, (t) => Math.sinh(t * end) / bend);
  },
  gaussian: (range) => {
    const [min, max] = gaussianRange(range);
    return gaussianSteps(range, (t) => min + (max - min) * t);
  },
  // Montage's level j of 256, max − 10^(log₁₀(max − min) (256 − j)/255), ends 1 below max.
  'gaussian-log': (range) => {
    const [min, max] = gaussianRange(range);
    // In a range of less than e the formula's curve is nearly straight, and it turns round below 1.
    if (max - min < Math.E) return gaussianSteps(range, (t) => min + (max - min) * t);
    return gaussianSteps(range, (t) => max - (max - min) ** (1 - t));
  },
} satisfies Record<string, (range: CutRange) => (t: number) => number>;

/** Names of the curves. */
export type StretchKind = keyof typeof kinds;

/** Whether a name is that of a curve. */
export const isStretchKind = (name: string): name is StretchKind => Object.hasOwn(kinds, name);

const between =
  (low: number, high: number, share: (t: number) => number) =>
  (t: number): number =>
    low + (high - low) * share(t);

/**
 * The limits as normal deviates of the cumulative distribution, which is taken half a pixel short
 * of 0 and 1.
 */
function gaussianRange({ low, high, cumulative }: CutRange): [number, number] {
  const least = 0.5 / cumulative.count;
  const deviate = (value: number): number =>
    normalQuantile(Math.min(Math.max(shareBelow(cumulative, value), least), 1 - least));
  return [deviate(low), deviate(high)];
}

const gaussianSteps =
  ({ low, high, cumulative }: CutRange, deviate: (t: number) => number) =>
  (t: number): number =>
    Math.min(Math.max(quantile(cumulative, normalShare(deviate(t))), low), high);
