import { RADIANS_PER_DEGREE } from '../sphere/angle.ts';

/**
 * The twelve faces of HEALPix (Górski et al. 2005, ApJ 622, 759, §4 and §5). Faces 0 to 3 reach the
 * north pole, 4 to 7 lie on the equator, 8 to 11 reach the south pole. On a face x runs to the
 * north-east and y to the north-west, both from 0 at its southern corner to 1. A cell of a face, of
 * 2^order × 2^order: [face, x, y] in whole numbers.
 */
export type FaceCell = readonly [face: number, x: number, y: number];

/**
 * The cell of a position, of faces of nside × nside cells. Degrees; any longitude. `nside` is a
 * power of 2 up to 2^29. undefined for positions that are not finite, or beyond a pole.
 */
export function cellOf(nside: number, lon: number, lat: number): FaceCell | undefined {
  if (!(Math.abs(lat) <= 90) || !Number.isFinite(lon)) return undefined;
  // Not the sine: on the lines between pixels the last bit decides, and this way it decides as
  // healpy's does.
  const z = Math.cos(Math.PI / 2 - lat * RADIANS_PER_DEGREE);
  const za = Math.abs(z);
  const turns = lon / 90;
  let t = turns - 4 * Math.floor(turns / 4);
  if (t >= 4) t = 0;
  if (za <= 2 / 3) {
    // Lines of x and y are straight in (longitude, z): §5.2.
    const along = nside * (0.5 + t);
    const across = nside * z * 0.75;
    const p = Math.floor(along - across);
    const m = Math.floor(along + across);
    const fp = Math.floor(p / nside);
    const fm = Math.floor(m / nside);
    return [
      fp === fm ? (fp % 4) + 4 : fp < fm ? fp : fm + 8,
      m - fm * nside,
      nside - (p - fp * nside) - 1,
    ];
  }
  const quarter = Math.min(3, Math.floor(t));
  const f = t - quarter;
  // √(3(1 − |z|)), without cancelling near the pole.
  const size = nside * Math.cos(lat * RADIANS_PER_DEGREE) * Math.sqrt(3 / (1 + za));
  const p = Math.min(nside - 1, Math.floor(f * size));
  const m = Math.min(nside - 1, Math.floor((1 - f) * size));
  return z > 0 ? [quarter, nside - m - 1, nside - p - 1] : [quarter + 8, p, m];
}

/**
 * [lon, lat] in degrees of a point of a face; x and y from 0 to 1. At a pole the longitude is that
 * of the face's middle.
 */
export function facePointToLonLat(face: number, x: number, y: number): [number, number] {
  const row = Math.floor(face / 4);
  const column = face % 4;
  // Distance from the north pole, in rings: 0 at it, 1 and 3 at the ends of the equatorial zone, 4
  // at the south pole.
  const ring = row + 2 - x - y;
  const middle = row === 1 ? 2 * column : 2 * column + 1;
  const share = ring < 1 ? ring : ring > 3 ? 4 - ring : 1;
  const eighths = share > 0 ? middle + (x - y) / share : middle;
  const lon = 45 * (eighths < 0 ? eighths + 8 : eighths >= 8 ? eighths - 8 : eighths);
  if (share === 1) return [lon, Math.asin(((2 - ring) * 2) / 3) / RADIANS_PER_DEGREE];
  // 1 − |z| = share²/3.
  const rest = (share * share) / 3;
  const lat = Math.atan2(1 - rest, Math.sqrt(rest * (2 - rest))) / RADIANS_PER_DEGREE;
  return [lon, ring < 1 ? lat : -lat];
}
