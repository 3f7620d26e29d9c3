import type { Brightness } from '../light-curve/measurement.ts';
import { magnitudeErrorOf, magnitudeOf } from '../units/magnitude.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import type { MeasuredObject } from './object-table.ts';
import { isVariable, variability } from './photometry.ts';

/** An object and its light curve. */
export interface VariableObject {
  /** all digits */
  readonly objid: string;
  /** degrees, ICRS */
  readonly ra: number;
  readonly dec: number;
  /** χ² per degree of freedom, of the band in which it is largest */
  readonly chi2Dof: number;
  /** those with a time and a magnitude, in the order of time; `MOST_POINTS` at most */
  readonly measurements: Brightness[];
}

/** Of a light curve for a page. */
const MOST_POINTS = 1_000;

/** The most variable of some objects with its light curve; undefined where none is. */
export function mostVariable(
  objects: readonly MeasuredObject[],
  { picture, columns }: Detections,
  pictures: readonly MatchedPicture[],
): VariableObject | undefined {
  const chi2Of = ({ bands }: MeasuredObject) =>
    Math.max(...bands.filter(isVariable).map(variability));
  const variable = objects.filter(({ bands }) => bands.some(isVariable));
  const [first] = variable;
  if (!first) return undefined;
  const most = variable.reduce((best, one) => (chi2Of(one) > chi2Of(best) ? one : best), first);
  const { objid, ra, dec, members } = most.object;
  const [flux, error] = [
    columns.psf_flux ?? columns.flux_auto,
    columns.psf_fluxerr ?? columns.fluxerr_auto,
  ];
  const measurements = members.flatMap((row): Brightness[] => {
    const { mjd, filter, zeroPoint } = pictures[picture[row]!]!;
    const mag = magnitudeOf(flux[row]!, zeroPoint);
    const own = magnitudeErrorOf(flux[row]!, error[row]!, zeroPoint);
    return Number.isNaN(mjd + mag + own) ? [] : [{ mjd, filter: filter ?? '', mag, error: own }];
  });
  return {
    ...{ objid: String(objid), ra, dec, chi2Dof: chi2Of(most) },
    measurements: measurements.slice(0, MOST_POINTS),
  };
}
