import type { Keywords } from './keywords.ts';

/** Wavelengths that a filter lets through at half of its best, in µm. */
const filters: Record<string, readonly [number, number]> = {
  // 2MASS (Cohen et al. 2003, AJ 126, 1090)
  J: [1.11, 1.4],
  H: [1.48, 1.82],
  K: [1.98, 2.33],
  KS: [1.98, 2.33],
  // Johnson and Cousins (Bessell 1990, PASP 102, 1181)
  U: [0.33, 0.4],
  B: [0.39, 0.48],
  V: [0.5, 0.59],
  R: [0.57, 0.72],
  I: [0.73, 0.88],
  // WISE (Wright et al. 2010, AJ 140, 1868)
  W1: [3.13, 3.78],
  W2: [4.02, 5.19],
  W3: [7.6, 16.3],
  W4: [20, 23.9],
  // Spitzer IRAC (Fazio et al. 2004, ApJS 154, 10)
  I1: [3.18, 3.92],
  I2: [4.0, 5.01],
  I3: [5.02, 6.43],
  I4: [6.45, 9.33],
  // Spitzer MIPS (Rieke et al. 2004, ApJS 154, 25)
  MIPS24: [21.3, 26.1],
  // MSX (Price et al. 2001, AJ 121, 2819, table 1)
  'MSX-A': [6.8, 10.8],
  'MSX-C': [11.1, 13.2],
  'MSX-D': [13.5, 15.9],
  'MSX-E': [18.2, 25.1],
};

/** Sloan's filters have small letters (Fukugita et al. 1996, AJ 111, 1748). */
const sloan: Record<string, readonly [number, number]> = {
  u: [0.32, 0.38],
  g: [0.4, 0.54],
  r: [0.55, 0.69],
  i: [0.69, 0.84],
  z: [0.83, 1.0],
};

/**
 * Wavelengths of an image's light, metres: from PHOTPLAM and PHOTBW (HST: pivot and rms width in Å;
 * a flat filter is √12 rms widths wide), or from the filter's name. Undefined where neither says.
 */
export function wavelengthsOf(keywords: Keywords, band: string): [number, number] | undefined {
  const [pivot, width] = [keywords.number('PHOTPLAM'), keywords.number('PHOTBW')];
  if (isPositive(pivot) && isPositive(width)) {
    const half = (Math.sqrt(12) * width) / 2;
    return [short(Math.max(pivot / 10, pivot - half) * 1e-10), short((pivot + half) * 1e-10)];
  }
  return wavelengthsOfBand(band);
}

/**
 * Wavelengths of a filter by its name alone, metres; undefined for names of no filter known here.
 */
export function wavelengthsOfBand(band: string): [number, number] | undefined {
  const known = Object.hasOwn(sloan, band)
    ? sloan[band]
    : Object.hasOwn(filters, band.toUpperCase())
      ? filters[band.toUpperCase()]
      : undefined;
  return known && [short(known[0] * 1e-6), short(known[1] * 1e-6)];
}

/** Where the parts of the spectrum end, metres (IVOA, "Messenger" vocabulary). */
const regimes: readonly [string, number][] = [
  ['Gamma-ray', 1e-11],
  ['X-ray', 1e-8],
  ['UV', 3e-7],
  ['Optical', 1e-6],
  ['Infrared', 1e-4],
  ['Millimeter', 1e-2],
  ['Radio', Number.POSITIVE_INFINITY],
];

/** The part of the spectrum that the middle of a range of wavelengths is in. */
export const regimeOf = ([least, most]: readonly [number, number]): string =>
  regimes.find(([, end]) => Math.sqrt(least * most) < end)![0];

const isPositive = (value: number | undefined): value is number => value !== undefined && value > 0;

const short = (metres: number): number => Number(metres.toPrecision(6));
