import { magnitudeErrorOf, magnitudeOf } from '../units/magnitude.ts';
import { type MatchedBand, REFERENCE_MAGNITUDE } from './bands.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import { placeFlags } from './place-flags.ts';

/** What an object's detections in one band add up to; NaN for what is not known. */
export interface BandPhotometry {
  flux: number;
  fluxErr: number;
  mag: number;
  magErr: number;
  /** detections in this band */
  n: number;
  /** standard deviation of their magnitudes */
  std: number;
  /** of their fluxes about the mean */
  chi2: number;
  minMjd: number;
  maxMjd: number;
  /** all flags of its detections */
  flags: number;
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

/**
 * Photometry of an object in one band: the mean of the Kron fluxes with weights of their inverse
 * variances, brought to one zero point where the band has one. A flux without an error, or without
 * a zero point where the others have one, or at a given place over the edge, is counted in n and in
 * no mean.
 */
export function bandPhotometry(
  { picture, ids, columns: { flux_auto, fluxerr_auto, flags } }: Detections,
  pictures: readonly MatchedPicture[],
  { system }: MatchedBand,
  rows: readonly number[],
): BandPhotometry {
  const isCalibrated = system !== null;
  const dates = rows.map((row) => pictures[picture[row]!]!.mjd).filter((mjd) => !Number.isNaN(mjd));
  const fluxes = rows.flatMap((row) => {
    const { zeroPoint } = pictures[picture[row]!]!;
    const scale = isCalibrated ? 10 ** (-0.4 * (zeroPoint - REFERENCE_MAGNITUDE)) : 1;
    const [flux, error] = [flux_auto[row]! * scale, fluxerr_auto[row]! * scale];
    // Of a circle over the edge nobody makes up for what is lost.
    const isWhole = ids === undefined || (flags[row]! & placeFlags.edge) === 0;
    const isKnown = Number.isFinite(flux) && error > 0 && Number.isFinite(error);
    return isWhole && isKnown ? [{ flux, error }] : [];
  });
  const weights = fluxes.reduce((sum, { error }) => sum + 1 / error ** 2, 0);
  const flux = fluxes.reduce((sum, one) => sum + one.flux / one.error ** 2, 0) / weights;
  const fluxErr = 1 / Math.sqrt(weights);
  const reference = isCalibrated ? REFERENCE_MAGNITUDE : Number.NaN;
  return {
    flux,
    fluxErr: fluxes.length === 0 ? Number.NaN : fluxErr,
    mag: magnitudeOf(flux, reference),
    magErr: magnitudeErrorOf(flux, fluxErr, reference),
    n: rows.length,
    std: deviationOf(fluxes.map((one) => magnitudeOf(one.flux, reference))),
    chi2:
      fluxes.length < 2
        ? Number.NaN
        : fluxes.reduce((sum, one) => sum + ((one.flux - flux) / one.error) ** 2, 0),
    minMjd: dates.length === 0 ? Number.NaN : Math.min(...dates),
    maxMjd: dates.length === 0 ? Number.NaN : Math.max(...dates),
    flags: rows.reduce((all, row) => all | flags[row]!, 0),
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
 * χ² per degree of freedom: errors that are told too small by a factor of two do not reach it.
 */
const FEWEST = 3;
const VARIABLE = 5;

/** Whether the fluxes of a band say that an object is variable. */
export const isVariable = ({ n, chi2 }: BandPhotometry): boolean =>
  n >= FEWEST && chi2 / (n - 1) > VARIABLE;
