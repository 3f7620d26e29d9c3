import { RADIANS_PER_ARCSEC, RADIANS_PER_DEGREE } from '../sphere/angle.ts';

/** Powers of base units: W, m, s, rad, count, electron … */
export type Dimensions = Readonly<Record<string, number>>;

/** A unit as a multiple of base units. */
export interface Unit {
  readonly scale: number;
  readonly dimensions: Dimensions;
}

const base = (name: string, scale = 1): Unit => ({ scale, dimensions: { [name]: 1 } });
/** 1 Jy = 1e-26 W s m-2, a W per m2 and Hz. */
const fluxDensity = (jansky: number): Unit => ({
  scale: jansky * 1e-26,
  dimensions: { W: 1, s: 1, m: -2 },
});
const angle = (radians: number): Unit => base('rad', radians);
const none: Unit = { scale: 1, dimensions: {} };

/**
 * Units that take the prefixes of SI, by their name in small letters: FITS 4.0, tables 3 to 5, and
 * what cameras write for them.
 */
export const prefixed: Readonly<Record<string, Unit>> = {
  jy: fluxDensity(1),
  jansky: fluxDensity(1),
  // 22.5 mag AB of a nanomaggy (SDSS, Legacy Surveys)
  maggy: fluxDensity(3631),
  maggies: fluxDensity(3631),
  mgy: fluxDensity(3631),
  w: base('W'),
  erg: { scale: 1e-7, dimensions: { W: 1, s: 1 } },
  ergs: { scale: 1e-7, dimensions: { W: 1, s: 1 } },
  j: { scale: 1, dimensions: { W: 1, s: 1 } },
  m: base('m'),
  s: base('s'),
  sec: base('s'),
  hz: { scale: 1, dimensions: { s: -1 } },
  k: base('K'),
  kelvin: base('K'),
  sr: { scale: 1, dimensions: { rad: 2 } },
  mag: base('mag'),
  ev: { scale: 1.602176634e-19, dimensions: { W: 1, s: 1 } },
};

/**
 * Units that take none. A pixel's value is that of one pixel, so `/pix` changes nothing; what is
 * counted has no scale to electrons.
 */
export const plain: Readonly<Record<string, Unit>> = {
  ...Object.fromEntries(['pix', 'pixel', 'pixels', 'px'].map((name) => [name, none])),
  ...Object.fromEntries(
    ['dn', 'adu', 'du', 'ct', 'cts', 'cnt', 'count', 'counts'].map((name) => [name, base('count')]),
  ),
  ...Object.fromEntries(
    ['e', 'el', 'elec', 'electron', 'electrons'].map((name) => [name, base('electron')]),
  ),
  ...Object.fromEntries(['ph', 'photon', 'photons'].map((name) => [name, base('photon')])),
  ...Object.fromEntries(['seconds', 'second', 'secs'].map((name) => [name, base('s')])),
  min: base('s', 60),
  h: base('s', 3600),
  hr: base('s', 3600),
  hour: base('s', 3600),
  d: base('s', 86_400),
  beam: base('beam'),
  ...Object.fromEntries(
    ['a', 'ang', 'angstrom', 'angstroms', 'å'].map((name) => [name, base('m', 1e-10)]),
  ),
  micron: base('m', 1e-6),
  microns: base('m', 1e-6),
  rad: angle(1),
  deg: angle(RADIANS_PER_DEGREE),
  arcmin: angle(60 * RADIANS_PER_ARCSEC),
  arcsec: angle(RADIANS_PER_ARCSEC),
  arcsecs: angle(RADIANS_PER_ARCSEC),
  steradian: { scale: 1, dimensions: { rad: 2 } },
};

/** The SI's prefixes as powers of ten. */
export const prefixes: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1e3,
  K: 1e3,
  h: 1e2,
  d: 1e-1,
  c: 1e-2,
  m: 1e-3,
  u: 1e-6,
  U: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  n: 1e-9,
  N: 1e-9,
  p: 1e-12,
  f: 1e-15,
};

/** Prefixes in words. */
export const longPrefixes: Readonly<Record<string, number>> = {
  mega: 1e6,
  kilo: 1e3,
  milli: 1e-3,
  micro: 1e-6,
  nano: 1e-9,
};
