import type { FrequencyGrid, Series } from './lomb-scargle.ts';
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
  /** the band that was measured most often: its period is the object's */
  readonly main: BandCurve | undefined;
}

/** Times, magnitudes and errors of a band. */
export const seriesOf = (band: readonly Brightness[], weighted = hasErrors(band)): Series => ({
  times: Float64Array.from(band, ({ mjd }) => mjd),
  values: Float64Array.from(band, ({ mag }) => mag),
  errors: weighted ? Float64Array.from(band, ({ error }) => error) : undefined,
});

/** Looks through a light curve, band by band. */
export function summarise(measurements: readonly Brightness[]): LightCurveSummary {
  const bands = bandsOf(measurements).map((band) => ({
    measurements: band,
    statistics: bandStatistics(band),
    stetsonJ: stetsonJ(band),
    periodogram: periodogramOf(seriesOf(band), gridOfBand(band)),
  }));
  const main = bands.reduce<BandCurve | undefined>(
    (most, band) => (!most || band.measurements.length > most.measurements.length ? band : most),
    undefined,
  );
  return { bands, stetsonJ: stetsonJ(measurements), main };
}

const gridOfBand = (band: readonly Brightness[]): FrequencyGrid =>
  frequencyGrid(Float64Array.from(band, ({ mjd }) => mjd));
