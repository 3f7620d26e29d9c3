import { type Matrix3, transpose, turnX } from '../sphere/rotation.ts';
import { lonLatToVector, vectorToLonLat } from '../sphere/vector.ts';
import { fk5ToGalactic } from './frame.ts';
import { precessToJ2000By1976 } from './precession.ts';
import type { Wcs } from './wcs.ts';

/** Of the ecliptic, degrees: found from SExtractor's places to 1e-9. */
const OBLIQUITY = 23.439291;

/**
 * From a header's frame to the mean equator and equinox of J2000 as SExtractor takes it (found from
 * its places, to 3e-8 degrees): FK4 is an FK5 of its equinox, precessed by IAU 1976, and galactic
 * and ecliptic places are turned without a frame bias. Undefined where nothing is to be turned.
 */
export function toMean2000({
  frame,
  equinox,
}: Pick<Wcs, 'frame' | 'equinox'>): Matrix3 | undefined {
  if (frame === 'Galactic') return transpose(fk5ToGalactic);
  if (/ecliptic$/i.test(frame)) return turnX(-OBLIQUITY);
  return /^FK[45]/.test(frame) && equinox !== undefined && equinox !== 2000
    ? precessToJ2000By1976(equinox)
    : undefined;
}

/** Places (deg) turned, in place. */
export function turnPlaces(matrix: Matrix3, lon: Float64Array, lat: Float64Array): void {
  for (let i = 0; i < lon.length; i++) {
    const [x, y, z] = lonLatToVector(lon[i]!, lat[i]!);
    [lon[i], lat[i]] = vectorToLonLat(
      matrix[0] * x + matrix[1] * y + matrix[2] * z,
      matrix[3] * x + matrix[4] * y + matrix[5] * z,
      matrix[6] * x + matrix[7] * y + matrix[8] * z,
    );
  }
}
