import { medianOf, SIGMA_OF_MAD } from '../median.ts';

/** What became of the artificial stars of a magnitude. */
export interface Recovery {
  readonly magnitude: number;
  readonly injected: number;
  readonly recovered: number;
  /** median of recovered less injected magnitude; null where none was recovered */
  readonly bias: number | null;
  /** 1.4826 × median of the absolute deviations from it; null below two */
  readonly scatter: number | null;
}

/** A star counts as recovered within so many pixels, and the magnitudes below. */
export const RECOVERED_PIXELS = 1.5;
/** magnitudes, either way */
export const RECOVERED_MAGNITUDES = 0.75;

/** Digits of what is written of a magnitude. */
const DIGITS = 5;
const rounded = (value: number): number => Number(value.toFixed(DIGITS));

/**
 * The recovery of stars of one magnitude. `excess`: recovered less injected magnitude of each of
 * them, NaN of one of which there is nothing within the pixels and magnitudes.
 */
export function recoveryOf(magnitude: number, excess: readonly number[]): Recovery {
  const found = Float64Array.from(excess.filter(Number.isFinite));
  const bias = found.length > 0 ? medianOf(found.slice()) : null;
  const deviations = found.map((value) => Math.abs(value - bias!));
  return {
    magnitude,
    injected: excess.length,
    recovered: found.length,
    bias: bias === null ? null : rounded(bias),
    scatter: found.length > 1 ? rounded(SIGMA_OF_MAD * medianOf(deviations)) : null,
  };
}

/**
 * The faintest magnitude at which this part of the stars is recovered, between two of them along a
 * straight line, to the hundredth. Null where it never is, or still is at the last.
 */
export function limitOf(recoveries: readonly Recovery[], part: number): number | null {
  const share = ({ injected, recovered }: Recovery) => recovered / injected;
  const all = recoveries.filter(({ injected }) => injected > 0);
  const last = all.findLastIndex((one) => share(one) >= part);
  const [above, below] = [all[last], all[last + 1]];
  if (!above || !below) return null;
  const way = (share(above) - part) / (share(above) - share(below));
  return Number((above.magnitude + way * (below.magnitude - above.magnitude)).toFixed(2));
}
