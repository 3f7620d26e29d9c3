import { type FrequencyGrid, lombScargle, type Series } from './lomb-scargle.ts';
import type { ValueOrReason } from './measurement.ts';

/** Points of the grid in the width 1/T of a peak. */
const PER_PEAK = 10;
/** The shortest period that is looked for, days. */
const SHORTEST = 0.05;
/** Frequencies of a grid, at most. */
const MOST = 2_000_000;
/** Peaks that are given. */
const PEAKS = 3;

/** A peak of a periodogram. */
export interface Peak {
  /** per day */
  readonly frequency: number;
  /** days */
  readonly period: number;
  /** 0 to 1 */
  readonly power: number;
}

/** A periodogram and what stands out in it. */
export interface Periodogram {
  /** its frequencies, cycles a day */
  readonly grid: FrequencyGrid;
  /** at each frequency of the grid, 0 to 1 */
  readonly power: Float64Array;
  /** the highest first */
  readonly peaks: readonly Peak[];
}

/**
 * Frequencies at which a light curve is looked at for a period: from one cycle in its length to one
 * in 0.05 days, ten in the width of a peak.
 */
export function frequencyGrid(times: Float64Array): FrequencyGrid {
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const length = last - first > 0 ? last - first : 1;
  const start = 1 / length;
  const step = 1 / (PER_PEAK * length);
  const count = Math.floor((1 / SHORTEST - start) / step) + 1;
  return { start, step, count: Math.min(MOST, Math.max(1, count)) };
}

/** The periodogram of a light curve on a grid, and its highest peaks. */
export function periodogramOf(series: Series, grid: FrequencyGrid): ValueOrReason<Periodogram> {
  const { value: power, reason } = lombScargle(series, grid);
  if (power === null) return { value: null, reason };
  const places = Array.from(power, (_, k) => k).filter(
    (k) =>
      Number.isFinite(power[k]) &&
      power[k]! >= (power[k - 1] ?? -1) &&
      power[k]! > (power[k + 1] ?? -1),
  );
  places.sort((a, b) => power[b]! - power[a]!);
  const apart: number[] = [];
  for (const k of places) {
    if (apart.length === PEAKS) break;
    if (apart.every((other) => Math.abs(other - k) > 5 * PER_PEAK)) apart.push(k);
  }
  const peaks = apart.map((k) => refined(series, grid, k));
  return { value: { grid, power, peaks } };
}

/** The top of a peak between two frequencies of the grid: ever finer grids around it. */
function refined(series: Series, grid: FrequencyGrid, place: number): Peak {
  let [frequency, step, power] = [grid.start + place * grid.step, grid.step, 0];
  for (let round = 0; round < 6; round++) {
    const finer = { start: frequency - step, step: step / 10, count: 21 };
    const { value } = lombScargle(series, finer);
    if (value === null) break;
    const best = value.reduce((most, one, k) => (one > value[most]! ? k : most), 0);
    frequency = finer.start + best * finer.step;
    power = value[best]!;
    step = finer.step;
  }
  return { frequency, period: 1 / frequency, power };
}
