import { cosDegrees, sinDegrees } from '../sphere/angle.ts';
import type { WcsKeywords } from './header.ts';

/** d(longitude, latitude)/d(x, y) at the reference pixel: [lon/x, lon/y, lat/x, lat/y]. */
export type Matrix2 = readonly [number, number, number, number];

/**
 * FITS axis numbers. `x` and `y` are the pixel axes, in rising order; `lon` and `lat` are the same
 * two as world axes.
 */
export interface CelestialAxes {
  lon: number;
  lat: number;
  x: number;
  y: number;
}

/**
 * The linear step, in units of CUNIT per pixel: PCi_j with CDELTi, else CDi_j, else CDELTi with
 * CROTAi of the latitude axis — in this order where several are given, as wcslib does. The spelling
 * PC001002 (AIPS) counts, of CD too. Throws MalformedWcs for a matrix without inverse.
 */
export function parseMatrix(keywords: WcsKeywords, axes: CelestialAxes): Matrix2 {
  const cdelt = [
    keywords.number(`CDELT${axes.lon}`) ?? 1,
    keywords.number(`CDELT${axes.lat}`) ?? 1,
  ] as const;
  const places = [
    [axes.lon, axes.x],
    [axes.lon, axes.y],
    [axes.lat, axes.x],
    [axes.lat, axes.y],
  ] as const;
  const element = (name: string, i: number, j: number): number | undefined =>
    keywords.number(`${name}${i}_${j}`) ??
    keywords.number(`${name}${String(i).padStart(3, '0')}${String(j).padStart(3, '0')}`);
  const elements = (name: string): (number | undefined)[] =>
    places.map(([i, j]) => element(name, i, j));
  const pc = elements('PC');
  const cd = elements('CD');

  let matrix: Matrix2;
  let blame: string;
  if (pc.some((value) => value !== undefined)) {
    const at = (k: number): number => pc[k] ?? (places[k]?.[0] === places[k]?.[1] ? 1 : 0);
    matrix = [cdelt[0] * at(0), cdelt[0] * at(1), cdelt[1] * at(2), cdelt[1] * at(3)];
    blame = `PC${axes.lon}_${axes.x}`;
  } else if (cd.some((value) => value !== undefined)) {
    matrix = [cd[0] ?? 0, cd[1] ?? 0, cd[2] ?? 0, cd[3] ?? 0];
    blame = `CD${axes.lon}_${axes.x}`;
  } else {
    matrix = rotated(keywords.number(`CROTA${axes.lat}`) ?? 0, cdelt, axes.lon === axes.x);
    blame = `CDELT${axes.lon}`;
  }
  const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  if (!Number.isFinite(determinant) || !Number.isFinite(1 / determinant)) {
    throw keywords.malformed(
      blame,
      'belongs to a pixel matrix (CD, or PC and CDELT) that is singular',
    );
  }
  return matrix;
}

/** Paper II, equation 189: CROTA turns from the longitude to the latitude axis. */
function rotated(crota: number, [lon, lat]: readonly [number, number], lonFirst: boolean): Matrix2 {
  const [c, s] = [cosDegrees(crota), sinDegrees(crota)];
  return lonFirst ? [lon * c, -lat * s, lon * s, lat * c] : [-lat * s, lon * c, lat * c, lon * s];
}

/** The inverse of a 2 × 2 matrix, given and answered row by row. */
export function invert([a, b, c, d]: Matrix2): Matrix2 {
  const determinant = a * d - b * c;
  return [d / determinant, -b / determinant, -c / determinant, a / determinant];
}
