import { DataError } from '../errors.ts';
import { type Cumulative, cumulativeOf, quantile } from '../histogram/cumulative.ts';
import { type Histogram, withoutZeros } from '../histogram/histogram.ts';

/**
 * One limit of a stretch: a pixel value, a percentile of the pixels (0 to 100), or so many σ from
 * the median.
 */
export interface Limit {
  unit: 'value' | '%' | 'sigma';
  at: number;
}

/**
 * What the pixels that are not exactly 0 say of the sky and its noise: median, and σ = (p84 −
 * p16)/2 as Montage has it.
 */
export interface Spread {
  median: number;
  sigma: number;
}

/** Φ(−1): the share of a normal distribution below −1 σ. */
const BELOW_ONE_SIGMA = 0.15865525393145705;

function spreadOf(cumulative: Cumulative): Spread {
  const sigma =
    (quantile(cumulative, 1 - BELOW_ONE_SIGMA) - quantile(cumulative, BELOW_ONE_SIGMA)) / 2;
  return { median: quantile(cumulative, 0.5), sigma };
}

/**
 * Two limits in Montage's grammar, low then high: "-2s max", "1% 99.8%", "0 100". A number is a
 * pixel value, with % a percentile, with s (or σ) so many σ from the median; min and max are 0% and
 * 100%.
 *
 * @throws DataError MalformedConfig when the text is anything else, or the low limit above the high
 *   one on any data
 */
export function parseCut(cut: string): { low: Limit; high: Limit } {
  const words = cut.trim().split(/[\s,]+/);
  if (words.length !== 2) throw malformed(cut, 'has not two limits');
  const [low, high] = words.map((word) => parseLimit(word, cut)) as [Limit, Limit];
  if (low.unit === high.unit && low.at > high.at)
    throw malformed(cut, 'has its low limit above its high one');
  return { low, high };
}

function parseLimit(word: string, cut: string): Limit {
  if (word === 'min') return { unit: '%', at: 0 };
  if (word === 'max') return { unit: '%', at: 100 };
  const [, number, unit] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(%|s|σ)?$/.exec(word) ?? [];
  const at = Number(number) + 0; // + 0: −0 is 0
  if (number === undefined || !Number.isFinite(at))
    throw malformed(cut, `says "${word.slice(0, 40)}"`);
  if (unit === undefined) return { unit: 'value', at };
  if (unit !== '%') return { unit: 'sigma', at };
  if (at < 0 || at > 100) throw malformed(cut, `has a percentile of ${at}`);
  return { unit: '%', at };
}

/** A cut on data: the pixel values of its limits, and what it was read from. low ≤ high. */
export interface CutRange extends Spread {
  low: number;
  high: number;
  cumulative: Cumulative;
}

/**
 * The limits of a cut as pixel values. Pixels of exactly 0, of a frame that saw nothing there or a
 * count of nothing, are not counted in percentiles, median and σ, unless there are no others; min
 * and max are those of all.
 *
 * @throws DataError NoGoodPixels for an empty histogram; MalformedConfig for a cut that cannot be
 *   read or whose low limit is above its high limit
 */
export function cutRange(histogram: Histogram, cut: string): CutRange {
  const limits = parseCut(cut);
  const cumulative = cumulativeOf(withoutZeros(histogram));
  const spread = spreadOf(cumulative);
  const valueAt = ({ unit, at }: Limit): number => {
    if (unit === 'value') return at;
    if (unit === 'sigma') return spread.median + at * spread.sigma;
    return at === 0 ? histogram.min : at === 100 ? histogram.max : quantile(cumulative, at / 100);
  };
  const [low, high] = [valueAt(limits.low), valueAt(limits.high)];
  if (low > high)
    throw malformed(cut, `has its low limit (${low}) above its high one (${high}) on these data`);
  return { low, high, cumulative, ...spread };
}

/** The error for a cut that cannot be read. */
export const malformed = (cut: string, what: string): DataError =>
  new DataError(
    'MalformedConfig',
    `The cut "${cut.slice(0, 80)}" ${what}. Write the low and the high limit as values, percentiles or σ, such as "0 100", "1% 99.8%" or "-2s max".`,
  );
