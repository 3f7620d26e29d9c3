import { DataError } from '../errors.ts';
import { type Cumulative, quantile } from '../histogram/cumulative.ts';

/** One limit of a stretch: a pixel value, a percentile of the pixels (0 to 100), or so many σ from the median. */
export interface Limit {
  unit: 'value' | '%' | 'sigma';
  at: number;
}

/** What the distribution says of the sky and its noise: median, and σ = (p84 − p16)/2 as Montage has it. */
export interface Spread {
  median: number;
  sigma: number;
}

/** Φ(−1): the share of a normal distribution below −1 σ. */
const belowOneSigma = 0.15865525393145705;

export function spreadOf(cumulative: Cumulative): Spread {
  const sigma = (quantile(cumulative, 1 - belowOneSigma) - quantile(cumulative, belowOneSigma)) / 2;
  return { median: quantile(cumulative, 0.5), sigma };
}

/**
 * Two limits in Montage's grammar, low then high: "-2s max", "1% 99.8%", "0 100". A number is a pixel value, with % a percentile,
 * with s (or σ) so many σ from the median; min and max are 0% and 100%.
 *
 * @throws DataError MalformedConfig when the text is anything else
 */
export function parseCut(cut: string): { low: Limit; high: Limit } {
  const words = cut.trim().split(/[\s,]+/);
  if (words.length !== 2) throw malformed(cut, 'has not two limits');
  const [low, high] = words.map((word) => parseLimit(word, cut));
  return { low: low!, high: high! };
}

function parseLimit(word: string, cut: string): Limit {
  if (word === 'min') return { unit: '%', at: 0 };
  if (word === 'max') return { unit: '%', at: 100 };
  const [, number, unit] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(%|s|σ)?$/.exec(word) ?? [];
  const at = Number(number) + 0; // + 0: −0 is 0
  if (number === undefined || !Number.isFinite(at)) throw malformed(cut, `says "${word.slice(0, 40)}"`);
  if (unit === undefined) return { unit: 'value', at };
  if (unit !== '%') return { unit: 'sigma', at };
  if (at < 0 || at > 100) throw malformed(cut, `has a percentile of ${at}`);
  return { unit: '%', at };
}

/** The pixel value of a limit. */
export function valueOfLimit({ unit, at }: Limit, cumulative: Cumulative, spread: Spread): number {
  if (unit === 'value') return at;
  return unit === '%' ? quantile(cumulative, at / 100) : spread.median + at * spread.sigma;
}

export const malformed = (cut: string, what: string): DataError =>
  new DataError(
    'MalformedConfig',
    `The cut "${cut.slice(0, 80)}" ${what}. Write the low and the high limit as values, percentiles or σ, such as "0 100", "1% 99.8%" or "-2s max".`,
  );
