import type { Brightness, ValueOrReason } from './measurement.ts';

/** Measurements of two bands at one time: within so many days. */
export const PAIR_DAYS = 0.02;

/** How one band varies. */
export interface BandStatistics {
  /** name of the band */
  readonly filter: string;
  /** measurements */
  readonly n: number;
  /** mean weighted by the errors, magnitudes */
  readonly mean: number;
  /** Σ ((m − mean) / error)² */
  readonly chi2: ValueOrReason<number>;
  /** χ² per degree of freedom */
  readonly chi2Dof: ValueOrReason<number>;
  /** faintest minus brightest, magnitudes */
  readonly amplitude: number;
}

/** Stetson's J in both of its definitions. */
export interface StetsonJ {
  /** Σ w sgn(P) √|P| / Σ w, w = 1: per pair */
  readonly mean: number;
  /** Σ w sgn(P) √|P|, w = 1: Stetson 1996 */
  readonly sum: number;
  /** pairs and single measurements that were summed */
  readonly pairs: number;
}

/** Measurements by their band, in the order of the bands' names. */
export function bandsOf(measurements: readonly Brightness[]): Brightness[][] {
  const bands = new Map<string, Brightness[]>();
  for (const one of measurements) {
    const band = bands.get(one.filter);
    if (band) band.push(one);
    else bands.set(one.filter, [one]);
  }
  return [...bands].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, band]) => band);
}

/** What the measurements of one band say; those without an error count alike where none has one. */
export function bandStatistics(band: readonly Brightness[]): BandStatistics {
  const mean = weightedMean(band);
  const mags = band.map(({ mag }) => mag);
  const n = band.length;
  const amplitude = Math.max(...mags) - Math.min(...mags);
  const filter = band[0]!.filter;
  const reason = !hasErrors(band)
    ? 'the errors are not known'
    : n < 2
      ? 'one measurement has no scatter'
      : undefined;
  if (reason !== undefined) {
    const none = { value: null, reason };
    return { filter, n, mean, chi2: none, chi2Dof: none, amplitude };
  }
  const chi2 = band.reduce((sum, { mag, error }) => sum + ((mag - mean) / error) ** 2, 0);
  return { filter, n, mean, chi2: { value: chi2 }, chi2Dof: { value: chi2 / (n - 1) }, amplitude };
}

/** Whether every measurement has an error by which it can be weighed. */
export const hasErrors = (band: readonly Brightness[]): boolean =>
  band.every(({ error }) => error > 0 && Number.isFinite(error));

function weightedMean(band: readonly Brightness[]): number {
  const weigh = hasErrors(band);
  let [sum, weights] = [0, 0];
  for (const { mag, error } of band) {
    const weight = weigh ? 1 / error ** 2 : 1;
    sum += weight * mag;
    weights += weight;
  }
  return sum / weights;
}

/**
 * Stetson's J (1996, PASP 108, 851, equations 1 and 2; weights 1): δ = √(n/(n−1)) (m − mean)/error
 * with n and mean of its band; P = δ₁δ₂ of two measurements within 0.02 d in different bands,
 * δ² − 1 of one alone. Bands of one measurement have no δ.
 */
export function stetsonJ(measurements: readonly Brightness[]): ValueOrReason<StetsonJ> {
  if (!hasErrors(measurements)) return { value: null, reason: 'the errors are not known' };
  const deltas: Delta[] = [];
  for (const band of bandsOf(measurements)) {
    const n = band.length;
    if (n < 2) continue;
    const mean = weightedMean(band);
    for (const { mjd, filter, mag, error } of band)
      deltas.push({ mjd, filter, delta: Math.sqrt(n / (n - 1)) * ((mag - mean) / error) });
  }
  if (deltas.length === 0) return { value: null, reason: 'no band has two measurements' };
  const terms = productsOf(deltas.sort((a, b) => a.mjd - b.mjd));
  const sum = terms.reduce((total, p) => total + Math.sign(p) * Math.sqrt(Math.abs(p)), 0);
  return { value: { mean: sum / terms.length, sum, pairs: terms.length } };
}

/** One measurement, as far off its mean as its error suggests. */
interface Delta {
  readonly mjd: number;
  readonly filter: string;
  readonly delta: number;
}

/**
 * P of each pair and of what is left alone: in the order of time each takes the first of another
 * band that is still alone.
 */
function productsOf(deltas: readonly Delta[]): number[] {
  const taken = new Set<number>();
  return deltas.flatMap((one, i) => {
    if (taken.has(i)) return [];
    for (let j = i + 1; j < deltas.length && deltas[j]!.mjd - one.mjd <= PAIR_DAYS; j++) {
      if (deltas[j]!.filter === one.filter || taken.has(j)) continue;
      taken.add(j);
      return [one.delta * deltas[j]!.delta];
    }
    return [one.delta ** 2 - 1];
  });
}
