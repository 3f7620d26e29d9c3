import { lombScargle, type Series } from './lomb-scargle.ts';
import type { Brightness, ValueOrReason } from './measurement.ts';
import { frequencyGrid, type Periodogram, periodogramOf } from './period.ts';
import {
  type BandStatistics,
  bandStatistics,
  bandsOf,
  hasErrors,
  type StetsonJ,
  stetsonJ,
} from './variability.ts';

/** One band of a light curve, and what is known of it. */
export interface BandCurve {
  /** in the order they were given */
  readonly measurements: readonly Brightness[];
  /** how many there are, how bright, how much they vary */
  readonly statistics: BandStatistics;
  /** variability in this band alone; or why it is not known */
  readonly stetsonJ: ValueOrReason<StetsonJ>;
  /** weighted by the errors, where they are known */
  readonly periodogram: ValueOrReason<Periodogram>;
}

/** A light curve in all its bands. */
export interface LightCurveSummary {
  /** those that were measured */
  readonly bands: readonly BandCurve[];
  /** of all bands together */
  readonly stetsonJ: ValueOrReason<StetsonJ>;
  /** of all bands together: its period is the object's */
  readonly periodogram: ValueOrReason<Periodogram>;
}

/** Times, magnitudes and errors of a band. */
export const seriesOf = (band: readonly Brightness[], weighted = hasErrors(band)): Series => ({
  times: Float64Array.from(band, ({ mjd }) => mjd),
  values: Float64Array.from(band, ({ mag }) => mag),
  errors: weighted ? Float64Array.from(band, ({ error }) => error) : undefined,
});

/** Looks through a light curve, band by band and in all. */
export function summarise(measurements: readonly Brightness[]): LightCurveSummary {
  const grid = frequencyGrid(Float64Array.from(measurements, ({ mjd }) => mjd));
  const parts = bandsOf(measurements);
  const series = parts.map((band) => seriesOf(band));
  const spectra = series.map((band) => lombScargle(band, grid));
  const bands = parts.map((band, b) => ({
    measurements: band,
    statistics: bandStatistics(band),
    stetsonJ: stetsonJ(band),
    periodogram: periodogramOf([series[b]!], grid, [spectra[b]!]),
  }));
  const areAlike = new Set(series.map(({ errors }) => errors !== undefined)).size < 2;
  return {
    ...{ bands, stetsonJ: stetsonJ(measurements) },
    periodogram: areAlike
      ? periodogramOf(series, grid, spectra)
      : periodogramOf(bandsSeries(parts, false), grid),
  };
}

/** The series of each band; errors count where all bands have them. */
export const bandsSeries = (
  bands: readonly (readonly Brightness[])[],
  weighted = bands.every(hasErrors),
): Series[] => bands.map((band) => seriesOf(band, weighted));
