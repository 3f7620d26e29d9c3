import type { WcsKeywords } from './header.ts';
import { PlanePolynomial, type Radial } from './plane-polynomial.ts';
import { type Coefficient, PolynomialPair } from './polynomial-pair.ts';

/** PVi_0 to PVi_39. */
const TERMS = 40;
const DEGREE = 7;

/**
 * The terms come degree by degree, within one by falling powers of the axis' own coordinate; a
 * power of r closes the odd degrees.
 */
const termOf: readonly (readonly number[])[] = (() => {
  const terms: number[][] = Array.from({ length: DEGREE + 1 }, () => []);
  let j = 0;
  for (let d = 0; d <= DEGREE; d++) {
    for (let q = 0; q <= d; q++) (terms[d - q] as number[])[q] = j++;
    if (d % 2 === 1) j++;
  }
  return terms;
})();

/**
 * The TPV convention (FITS registry; SCAMP's polynomial) in a header's PVi_j: PVi_1 is 1 and all
 * others 0 where they are absent. `lon` and `lat` are the numbers of the celestial axes. Throws
 * MalformedWcs for terms beyond 39.
 */
export function parseTpv(keywords: WcsKeywords, lon: number, lat: number): PlanePolynomial {
  for (const { keyword, value } of keywords.header.cards) {
    const match = /^PV(\d)_(\d+)$/.exec(keyword);
    if (
      match &&
      [lon, lat].includes(Number(match[1])) &&
      Number(match[2]) >= TERMS &&
      value !== 0
    ) {
      throw keywords.malformed(
        keyword,
        `is beyond the last term, PVi_${TERMS - 1}, of a TPV polynomial`,
      );
    }
  }
  const pv = (i: number, j: number): number => keywords.number(`PV${i}_${j}`) ?? (j === 1 ? 1 : 0);
  const own: Coefficient = (p, q) => pv(lon, (termOf[p] as number[])[q] as number);
  const swapped: Coefficient = (p, q) => pv(lat, (termOf[q] as number[])[p] as number);
  let degree = DEGREE;
  const isEmpty = (d: number): boolean =>
    termOf.every((_, p) => p > d || (own(p, d - p) === 0 && swapped(p, d - p) === 0));
  while (degree > 1 && isEmpty(degree)) degree--;
  return new PlanePolynomial(
    new PolynomialPair(degree, own, swapped),
    radial(pv, lon),
    radial(pv, lat),
  );
}

function radial(pv: (i: number, j: number) => number, i: number): Radial | undefined {
  const terms: Radial = [pv(i, 3), pv(i, 11), pv(i, 23), pv(i, 39)];
  return terms.some((c) => c !== 0) ? terms : undefined;
}

/**
 * Whether a plain TAN header carries SCAMP's polynomial under the old name: TAN has no parameters
 * of its own on the latitude axis, and only PV1_0 to PV1_4 (pole and reference) on the longitude
 * axis.
 */
export function isScamp(keywords: WcsKeywords, lon: number, lat: number): boolean {
  for (let j = 0; j < TERMS; j++) {
    if (keywords.number(`PV${lat}_${j}`)) return true;
    if (j > 4 && keywords.number(`PV${lon}_${j}`)) return true;
  }
  return false;
}
