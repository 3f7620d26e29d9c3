import { DataError } from '../errors.ts';
import { orderedBits, valueOfBits } from '../histogram/grid.ts';
import type { Histogram } from '../histogram/histogram.ts';
import { type CutRange, cutRange, type Spread } from './cut.ts';
import { isStretchKind, kinds, type StretchKind } from './kinds.ts';

/** How many levels there are for data: 1 to 255. Level 0 is no data. */
export const LEVELS = 255;

/** What is asked for: a kind, and limits in Montage's grammar ("-2s max"; see parseCut). */
export interface StretchChoice {
  kind: StretchKind;
  cut: string;
}

/** How pixel values become levels: plain data, that survives JSON to the last bit. */
export interface Stretch extends StretchChoice, Spread {
  /** the pixel values of the limits */
  low: number;
  high: number;
  /** of the pixels that it was made from */
  count: number;
  min: number;
  max: number;
  /**
   * 255 values, never falling: a value v has level 1 + the number of boundaries[1…254] that are ≤
   * v. boundaries[0] is low, and a linear stretch gives floor((v − low)/(high − low)·254 + 1), as
   * Hipsgen does.
   */
  boundaries: number[];
}

/**
 * The stretch of all pixels of a histogram. Where both limits are the same value (a constant image,
 * or a cut inside a flat sky), that value is level 128, what is below 1 and what is above 255.
 *
 * @throws DataError NoGoodPixels for an empty histogram; MalformedConfig for a cut that cannot be
 *   read or whose low limit is above its high limit
 */
export function makeStretch(histogram: Histogram, { kind, cut }: StretchChoice): Stretch {
  const range = cutRange(histogram, cut);
  const { low, high, median, sigma } = range;
  const boundaries = low < high ? boundariesOf(kind, range) : flat(low);
  const { count, min, max } = histogram;
  return { kind, cut, low, high, median, sigma, count, min, max, boundaries };
}

/** @throws DataError MalformedConfig for a name that is no kind of stretch */
export function stretchKind(name: string): StretchKind {
  if (isStretchKind(name)) return name;
  throw new DataError(
    'MalformedConfig',
    `There is no stretch "${name.slice(0, 40)}". Choose one of ${Object.keys(kinds).join(', ')}.`,
  );
}

function boundariesOf(kind: StretchKind, range: CutRange): number[] {
  const valueAt = kinds[kind](range);
  const boundaries: number[] = [range.low];
  for (let i = 1; i < LEVELS - 1; i++)
    boundaries.push(Math.max(boundaries[i - 1]!, valueAt(i / (LEVELS - 1))));
  boundaries.push(range.high);
  return boundaries;
}

/** One value at level 128, the next float32 above it at 255. */
function flat(value: number): number[] {
  const next = valueOfBits(orderedBits(value + 0) + 1) + 0; // + 0: −0 is 0
  const above = Number.isFinite(next) ? next : value; // there is none above the largest float
  return Array.from({ length: LEVELS }, (_, i) => (i < 128 ? value : above));
}
