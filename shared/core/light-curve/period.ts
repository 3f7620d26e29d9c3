import { type FrequencyGrid, lombScargle, type Series, type Spectrum } from './lomb-scargle.ts';
import type { ValueOrReason } from './measurement.ts';

/** Points of the grid in the width 1/T of a peak. */
const PER_PEAK = 10;
/** The shortest period that is looked for, days. */
const SHORTEST = 0.05;
/** Frequencies of a grid, at most. */
const MOST = 2_000_000;
/** Maxima of the grid whose tops are looked for: one beside it may be the higher. */
const CANDIDATES = 24;
/** Peaks that are given. */
const PEAKS = 3;
/** Of a peak's F below which another is as good: 3 σ of one parameter. */
const RIVAL = 9;

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
  /** the highest first, further apart than five widths */
  readonly peaks: readonly Peak[];
  /**
   * other peaks, the highest first, that the scatter about the best one does not tell from it:
   * aliases, as a rule, of the gaps between nights or seasons
   */
  readonly rivals: readonly Peak[];
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

/** What `lombScargle` says of each band on one grid. */
type Spectra = readonly ValueOrReason<Spectrum>[];

/**
 * The power of the bands of a light curve together, a sine of one period with an amplitude and
 * phase of its own in each: their powers weighted by their χ² about the mean (VanderPlas & Ivezić
 * 2015, ApJ 812, 18, no base term; astropy's LombScargleMultiband, `flexible`). Bands without a
 * periodogram do not count.
 */
export function jointPower(spectra: Spectra): ValueOrReason<Float64Array> {
  const known = spectra.flatMap(({ value }) => (value === null ? [] : [value]));
  const [first] = known;
  if (!first) return { value: null, reason: spectra[0]?.reason ?? 'there is no measurement' };
  const total = known.reduce((sum, { chi2 }) => sum + chi2, 0);
  const power = new Float64Array(first.power.length);
  for (const { power: own, chi2 } of known)
    for (let k = 0; k < power.length; k++) power[k]! += own[k]! * (chi2 / total);
  return { value: power.map((value) => Math.min(1, value)) };
}

/** The periodogram of bands together, of their spectra on a grid, and its highest peaks. */
export function periodogramOf(
  bands: readonly Series[],
  grid: FrequencyGrid,
  spectra: Spectra = bands.map((band) => lombScargle(band, grid)),
): ValueOrReason<Periodogram> {
  const { value: power, reason } = jointPower(spectra);
  if (power === null) return { value: null, reason };
  const used = bands.filter((_, b) => spectra[b]!.value !== null);
  const tops = topsOf(power);
  const candidates = new Set([...tops.slice(0, CANDIDATES), ...apart(tops, (k) => k)]);
  const width = PER_PEAK * grid.step;
  const refined = [...candidates]
    .map((k) => refine(used, { ...grid, start: grid.start + k * grid.step }))
    .sort((a, b) => b.power - a.power);
  const peaks = apart(refined, ({ frequency }) => frequency / grid.step);
  const [best] = peaks;
  if (!best) return { value: null, reason: 'at these times a sine is no other than its cosine' };
  const freedom = used.reduce((sum, { times }) => sum + times.length - 3, 0);
  const rivals = refined.filter(
    ({ frequency, power: own }) =>
      Math.abs(frequency - best.frequency) > width / 2 &&
      (best.power - own) * freedom < RIVAL * (1 - best.power),
  );
  return { value: { grid, power, peaks, rivals } };
}

/** Places on the grid that are higher than those beside them, the highest first. */
function topsOf(power: Float64Array): number[] {
  const tops: number[] = [];
  for (let k = 0; k < power.length; k++)
    if (power[k]! >= (power[k - 1] ?? -1) && power[k]! > (power[k + 1] ?? -1)) tops.push(k);
  return tops.sort((a, b) => power[b]! - power[a]!);
}

/** The first few that are five widths of a peak from each other. */
function apart<T>(tops: readonly T[], stepOf: (top: T) => number): T[] {
  const chosen: T[] = [];
  for (const top of tops) {
    if (chosen.length === PEAKS) break;
    if (chosen.every((other) => Math.abs(stepOf(other) - stepOf(top)) > 5 * PER_PEAK))
      chosen.push(top);
  }
  return chosen;
}

/** The top of a peak within a step of the grid's start: ever finer grids around it. */
function refine(bands: readonly Series[], { start, step: whole }: FrequencyGrid): Peak {
  let [frequency, step, power] = [start, whole, 0];
  for (let round = 0; round < 6; round++) {
    const finer = { start: frequency - step, step: step / 10, count: 21 };
    const { value } = jointPower(bands.map((band) => lombScargle(band, finer)));
    if (value === null) break;
    const best = value.reduce((most, one, k) => (one > value[most]! ? k : most), 0);
    frequency = finer.start + best * finer.step;
    power = value[best]!;
    step = finer.step;
  }
  return { frequency, period: 1 / frequency, power };
}
