import { magnitudeErrorOf, magnitudeOf } from '../units/magnitude.ts';
import { type MatchedBand, REFERENCE_MAGNITUDE } from './bands.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import { placeFlags } from './place-flags.ts';

/** The mean of some fluxes of an object in one band; NaN for what is not known. */
export interface MeanFlux {
  flux: number;
  fluxErr: number;
  mag: number;
  magErr: number;
  /** fluxes that it is the mean of */
  n: number;
  /** standard deviation of their magnitudes */
  std: number;
  /** of them about the mean */
  chi2: number;
}

/** What an object's detections in one band add up to; NaN for what is not known. */
export interface BandPhotometry extends MeanFlux {
  /** first and last detection */
  minMjd: number;
  maxMjd: number;
  /** all flags of its detections */
  flags: number;
  /** of the light of the PSF, where stars were fitted */
  psf: MeanFlux | undefined;
}

/** The columns of a band, in their order. */
export const bandQuantities = [
  'mag',
  'magErr',
  'flux',
  'fluxErr',
  'n',
  'std',
  'chi2',
  'minMjd',
  'maxMjd',
  'flags',
] as const;

/** Those of the light of the PSF, behind `psf_`. */
export const psfQuantities = ['mag', 'magErr', 'flux', 'fluxErr', 'n', 'std', 'chi2'] as const;

/**
 * Photometry of an object in one band: the mean of the Kron fluxes with weights of their inverse
 * variances, brought to one zero point where the band has one, and of those of the PSF. A flux
 * without an error, or without a zero point where the others have one, is in no mean; nor is that
 * of a circle over the edge, for nobody makes up for what is lost there.
 */
export function bandPhotometry(
  { picture, ids, columns }: Detections,
  pictures: readonly MatchedPicture[],
  { system }: MatchedBand,
  rows: readonly number[],
): BandPhotometry {
  const { flux_auto, fluxerr_auto, psf_flux, psf_fluxerr, flags } = columns;
  const isCalibrated = system !== null;
  const dates = rows.map((row) => pictures[picture[row]!]!.mjd).filter((mjd) => !Number.isNaN(mjd));
  const scaleOf = (row: number) =>
    isCalibrated ? 10 ** (-0.4 * (pictures[picture[row]!]!.zeroPoint - REFERENCE_MAGNITUDE)) : 1;
  const reference = isCalibrated ? REFERENCE_MAGNITUDE : Number.NaN;
  const mean = (own: readonly number[], flux: Float64Array, error: Float64Array) =>
    meanFlux(
      own.map((row) => ({ flux: flux[row]! * scaleOf(row), error: error[row]! * scaleOf(row) })),
      reference,
    );
  const whole = rows.filter((row) => !ids || (flags[row]! & placeFlags.edge) === 0);
  return {
    ...mean(whole, flux_auto, fluxerr_auto),
    minMjd: dates.length === 0 ? Number.NaN : Math.min(...dates),
    maxMjd: dates.length === 0 ? Number.NaN : Math.max(...dates),
    flags: rows.reduce((all, row) => all | flags[row]!, 0),
    psf: psf_flux && psf_fluxerr && mean(rows, psf_flux, psf_fluxerr),
  };
}

/** Of those fluxes that are known, weighted by their inverse variances. */
function meanFlux(
  given: readonly { readonly flux: number; readonly error: number }[],
  reference: number,
): MeanFlux {
  const fluxes = given.filter(
    ({ flux, error }) => Number.isFinite(flux) && error > 0 && Number.isFinite(error),
  );
  const weights = fluxes.reduce((sum, { error }) => sum + 1 / error ** 2, 0);
  const flux = fluxes.reduce((sum, one) => sum + one.flux / one.error ** 2, 0) / weights;
  const fluxErr = fluxes.length === 0 ? Number.NaN : 1 / Math.sqrt(weights);
  const square = (value: number) => value * value;
  return {
    ...{ flux, fluxErr, n: fluxes.length },
    mag: magnitudeOf(flux, reference),
    magErr: magnitudeErrorOf(flux, fluxErr, reference),
    std: deviationOf(fluxes.map((one) => magnitudeOf(one.flux, reference))),
    chi2:
      fluxes.length < 2
        ? Number.NaN
        : fluxes.reduce((sum, one) => sum + square((one.flux - flux) / one.error), 0),
  };
}

/** Of a sample; NaN of fewer than two, or of what is no number. */
function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1));
}

/**
 * An object is called variable where in one band at least so many detections have fluxes with this
 * χ² per degree of freedom: errors that are given too small by a factor of two do not reach it.
 */
const FEWEST = 3;
const VARIABLE = 5;

/**
 * Whether the fluxes of a band say that an object is variable: those of the PSF where stars were
 * fitted, for the others have neighbours' light in them.
 */
export const isVariable = (band: BandPhotometry): boolean =>
  (band.psf ?? band).n >= FEWEST && variability(band) > VARIABLE;

/** χ² per degree of freedom of these fluxes. */
export function variability({ psf, ...own }: BandPhotometry): number {
  const { n, chi2 } = psf ?? own;
  return chi2 / (n - 1);
}
