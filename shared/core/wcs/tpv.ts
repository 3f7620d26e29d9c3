import type { WcsKeywords } from './header.ts';
import { type PlaneAxis, PlanePolynomial } from './plane-polynomial.ts';
import { Polynomial2 } from './polynomial.ts';

/** PVi_0 to PVi_39. */
const TERMS = 40;
/** The terms in r, r³, r⁵, r⁷. */
const RADIAL = [3, 11, 23, 39] as const;

/** The terms come degree by degree, within one by falling powers of the axis' own coordinate; r^d closes the odd degrees. */
function axis(pv: (j: number) => number | undefined): PlaneAxis {
  const degree = 7;
  const coefficients: number[][] = Array.from({ length: degree + 1 }, () => []);
  let highest = 1;
  let j = 0;
  for (let d = 0; d <= degree; d++) {
    for (let q = 0; q <= d; q++, j++) {
      const value = pv(j) ?? (j === 1 ? 1 : 0);
      (coefficients[d - q] as number[])[q] = value;
      if (value !== 0) highest = Math.max(highest, d);
    }
    if (d % 2 === 1) j++;
  }
  const radial = RADIAL.map((term) => pv(term) ?? 0);
  return {
    polynomial: new Polynomial2(highest, (p, q) => coefficients[p]?.[q] ?? 0),
    radial: radial.some((c) => c !== 0) ? Float64Array.from(radial) : undefined,
  };
}

/**
 * The TPV convention (FITS registry; SCAMP's polynomial) in a header's PVi_j: PVi_1 is 1 and all others 0 where they are absent.
 * `lon` and `lat` are the numbers of the celestial axes. Throws MalformedWcs for terms beyond 39.
 */
export function parseTpv(keywords: WcsKeywords, lon: number, lat: number): PlanePolynomial {
  for (const { keyword, value } of keywords.header.cards) {
    const match = /^PV(\d)_(\d+)$/.exec(keyword);
    if (match && [lon, lat].includes(Number(match[1])) && Number(match[2]) >= TERMS && value !== 0) {
      throw keywords.malformed(keyword, `is beyond the last term, PVi_${TERMS - 1}, of a TPV polynomial`);
    }
  }
  return new PlanePolynomial(
    axis((j) => keywords.number(`PV${lon}_${j}`)),
    axis((j) => keywords.number(`PV${lat}_${j}`)),
  );
}

/**
 * Whether a plain TAN header carries SCAMP's polynomial under the old name: TAN has no parameters of its own on the latitude
 * axis, and only PV1_0 to PV1_4 (pole and reference) on the longitude axis.
 */
export function isScamp(keywords: WcsKeywords, lon: number, lat: number): boolean {
  for (let j = 0; j < TERMS; j++) {
    if (keywords.number(`PV${lat}_${j}`)) return true;
    if (j > 4 && keywords.number(`PV${lon}_${j}`)) return true;
  }
  return false;
}
