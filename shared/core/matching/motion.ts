import { cosDegrees, RADIANS_PER_ARCSEC, sinDegrees } from '../sphere/angle.ts';
import { dot, sumOf, unit, type Vector, vectorToLonLat } from '../sphere/vector.ts';

/** Days of a Julian year, in which proper motions are given. */
const YEAR_DAYS = 365.25;

/**
 * Images of several epochs agree in their places no better than to this part of the width of their
 * stars.
 */
const SYSTEMATIC = 0.02;

/** One place at one time. */
export interface TimedPlace {
  /** a unit vector */
  readonly place: Vector;
  /** MJD */
  readonly mjd: number;
  /** error along right ascension (on the sky) and declination, arcsec; NaN where not known */
  readonly raErr: number;
  readonly decErr: number;
  /** width of its image's stars, arcsec; NaN where not known */
  readonly fwhm: number;
}

/** A straight, even motion on the sky. Angles on the sky: along right ascension with cos dec. */
export interface Motion {
  /** MJD at which the place is the mean of all: the mean of the times */
  readonly epoch: number;
  /** arcsec a Julian year, and their errors */
  readonly ra: number;
  readonly dec: number;
  readonly raErr: number;
  readonly decErr: number;
  /** of each place, arcsec from where the motion has it */
  readonly residuals: readonly number[];
}

/** The mean direction of places, a unit vector. */
export const meanPlace = (places: readonly TimedPlace[]): Vector =>
  unit(sumOf(places.map(({ place }) => place)));

/**
 * The least-squares motion through places a few arcmin apart at most: offsets in the tangent plane
 * at their mean against time, all of equal weight. The error of a motion is that of the places'
 * errors, with a fiftieth of the width of the stars in quadrature, or of their scatter about it,
 * whichever is larger. undefined for fewer than three places,
 * or of one time.
 */
export function fitMotion(places: readonly TimedPlace[]): Motion | undefined {
  const n = places.length;
  if (n < 3) return undefined;
  const centre = meanPlace(places);
  const [lon, lat] = vectorToLonLat(...centre);
  const east: Vector = [-sinDegrees(lon), cosDegrees(lon), 0];
  const north: Vector = [
    -sinDegrees(lat) * cosDegrees(lon),
    -sinDegrees(lat) * sinDegrees(lon),
    cosDegrees(lat),
  ];
  const epoch = places[0]!.mjd + meanOf(places.map(({ mjd }) => mjd - places[0]!.mjd));
  const years = places.map(({ mjd }) => (mjd - epoch) / YEAR_DAYS);
  const spread = years.reduce((sum, t) => sum + t * t, 0);
  if (!(spread > 0)) return undefined;
  const along = (axis: Vector, errors: readonly number[]) => {
    const offsets = places.map(({ place }) => dot(place, axis) / RADIANS_PER_ARCSEC);
    const mean = meanOf(offsets);
    const slope = offsets.reduce((sum, offset, i) => sum + (offset - mean) * years[i]!, 0) / spread;
    const residuals = offsets.map((offset, i) => offset - mean - slope * years[i]!);
    const scatter = residuals.reduce((sum, rest) => sum + rest * rest, 0) / (n - 2);
    const formal = meanOf(
      errors.map((error, i) => known(error) ** 2 + (SYSTEMATIC * known(places[i]!.fwhm)) ** 2),
    );
    return { slope, residuals, error: Math.sqrt(Math.max(scatter, formal) / spread) };
  };
  const ra = along(
    east,
    places.map(({ raErr }) => raErr),
  );
  const dec = along(
    north,
    places.map(({ decErr }) => decErr),
  );
  return {
    epoch,
    ra: ra.slope,
    dec: dec.slope,
    raErr: ra.error,
    decErr: dec.error,
    residuals: ra.residuals.map((rest, i) => Math.hypot(rest, dec.residuals[i]!)),
  };
}

const known = (value: number): number => (Number.isNaN(value) ? 0 : value);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * No star is known to move faster: Barnard's 10.4 arcsec a year (Gaia EDR3), with a margin. What
 * seems to is a chain of blends, or a body of the Solar System.
 */
const FASTEST = 15;

/** A place may be off by so many of its errors, or by this part of the matching radius. */
const SIGMAS = 5;
const MARGIN = 0.1;

/** Whether places further apart than a radius (arcsec) are those of one moving star. */
export function isStraightMotion(places: readonly TimedPlace[], radius: number): boolean {
  if (places.some(({ mjd }) => Number.isNaN(mjd))) return false;
  const motion = fitMotion(places);
  if (!motion || Math.hypot(motion.ra, motion.dec) > FASTEST) return false;
  return motion.residuals.every((rest, i) => {
    const { raErr, decErr } = places[i]!;
    const error = Math.hypot(raErr, decErr);
    return rest <= Math.max(MARGIN * radius, Number.isFinite(error) ? SIGMAS * error : 0);
  });
}
