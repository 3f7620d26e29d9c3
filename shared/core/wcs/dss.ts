import type { WcsKeywords } from './header.ts';
import type { Matrix2 } from './linear.ts';
import { PlanePolynomial } from './plane-polynomial.ts';
import { type Coefficient, PolynomialPair } from './polynomial-pair.ts';

/** A Digitized Sky Survey plate solution, in the terms of a TAN header with a polynomial. */
export interface DssPlate {
  crpix: readonly [number, number];
  crval: readonly [number, number];
  matrix: Matrix2;
  plane: PlanePolynomial;
}

const DEGREE = 5;

/**
 * Powers of (own, other) coordinate in AMDX1 to AMDX13 and AMDY1 to AMDY13; with the factor; a
 * group of several is one coefficient's.
 */
const terms: readonly (readonly (readonly [number, number, number])[])[] = [
  [[1, 0, 1]],
  [[0, 1, 1]],
  [[0, 0, 1]],
  [[2, 0, 1]],
  [[1, 1, 1]],
  [[0, 2, 1]],
  [
    [2, 0, 1],
    [0, 2, 1],
  ],
  [[3, 0, 1]],
  [[2, 1, 1]],
  [[1, 2, 1]],
  [[0, 3, 1]],
  [
    [3, 0, 1],
    [1, 2, 1],
  ],
  [
    [5, 0, 1],
    [3, 2, 2],
    [1, 4, 1],
  ],
];

/**
 * The plate solution (AMDXn, AMDYn) of a DSS image; undefined where there is none. It is better
 * than the approximate WCS that newer files add, and wcslib prefers it too. Plate coordinates in
 * mm: x = (PPO3 − XPIXELSZ·X)/1000, y = (YPIXELSZ·Y − PPO6)/1000, with X = pixel + CNPIX1 − 0.5;
 * polynomials of them are standard coordinates in arcsec (Booklet of the DSS, STScI 1994; Paper IV
 * §5.2). Throws MalformedWcs where a keyword is missing or the solution is singular.
 */
export function parseDss(keywords: WcsKeywords): DssPlate | undefined {
  if (keywords.number('AMDX1') === undefined || keywords.number('PLTRAH') === undefined)
    return undefined;
  const need = (keyword: string): number => {
    const value = keywords.number(keyword);
    if (value === undefined)
      throw keywords.malformed(keyword, 'is missing from a DSS plate solution');
    return value;
  };
  const amd = (axis: 'X' | 'Y', k: number): number => keywords.number(`AMD${axis}${k}`) ?? 0;
  // Degrees per mm, so that the linear step alone gives about the right scale.
  const scale = Math.sqrt(Math.abs(amd('X', 1) * amd('Y', 1) - amd('X', 2) * amd('Y', 2))) / 3600;
  const [width, height] = [need('XPIXELSZ'), need('YPIXELSZ')];
  if (!(scale > 0) || width === 0 || height === 0)
    throw keywords.malformed('AMDX1', 'belongs to a plate solution that is singular');
  const x = coefficients((k) => amd('X', k), scale);
  const y = coefficients((k) => amd('Y', k), scale);
  const ra = 15 * (need('PLTRAH') + need('PLTRAM') / 60 + need('PLTRAS') / 3600);
  const dec = need('PLTDECD') + need('PLTDECM') / 60 + need('PLTDECS') / 3600;
  return {
    crpix: [
      need('PPO3') / width - need('CNPIX1') + 0.5,
      need('PPO6') / height - need('CNPIX2') + 0.5,
    ],
    crval: [ra, keywords.text('PLTDECSN').startsWith('-') ? -dec : dec],
    matrix: [(-width / 1000) * scale, 0, 0, (height / 1000) * scale],
    plane: new PlanePolynomial(new PolynomialPair(DEGREE, x, (p, q) => y(q, p))),
  };
}

/** The coefficient of own^p other^q, for coordinates in degrees. */
function coefficients(amd: (k: number) => number, scale: number): Coefficient {
  const sums: number[][] = Array.from({ length: DEGREE + 1 }, () =>
    Array<number>(DEGREE + 1).fill(0),
  );
  for (const [k, group] of terms.entries()) {
    for (const [p, q, factor] of group) {
      const row = sums[p] as number[];
      row[q] = (row[q] as number) + (factor * amd(k + 1)) / 3600 / scale ** (p + q);
    }
  }
  return (p, q) => sums[p]?.[q] ?? 0;
}
