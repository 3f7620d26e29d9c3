import { DataError } from '../errors.ts';
import { ARCSEC_PER_DEGREE } from '../sphere/angle.ts';
import { type WcsHeader, WcsKeywords } from './header.ts';
import { type Matrix2, parseMatrix } from './linear.ts';

/** World coordinates that are on no sphere: CRVAL + matrix (pixel - CRPIX), in the file's units. */
export interface PlainAxes {
  matrix: Matrix2;
  /** pixels counted from 1 */
  crpix: readonly [number, number];
  crval: readonly [number, number];
  /** arcseconds of a pixel, as if the units were degrees */
  pixelScale: number;
}

const MATRIX = /^(CD|PC)0*[12]|^CDELT[12]$/;

/** The first two axes of a header without a usable sky; undefined where no matrix is given. */
export function parsePlainAxes(header: WcsHeader): PlainAxes | undefined {
  if (!header.cards.some(({ keyword }) => MATRIX.test(keyword))) return undefined;
  const keywords = new WcsKeywords(header, {});
  const pair = (name: string, preset: number) =>
    [keywords.number(`${name}1`) ?? preset, keywords.number(`${name}2`) ?? preset] as const;
  try {
    const matrix = parseMatrix(keywords, { lon: 1, lat: 2, x: 1, y: 2 });
    const area = Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]);
    const pixelScale = Math.sqrt(area) * ARCSEC_PER_DEGREE;
    return { matrix, crpix: pair('CRPIX', 1), crval: pair('CRVAL', 0), pixelScale };
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
