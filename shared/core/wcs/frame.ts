import { ARCSEC_PER_DEGREE } from '../sphere/angle.ts';
import { type Matrix3, multiply, transpose, turnX, turnY, turnZ } from '../sphere/rotation.ts';
import { Aberration, aberrationVector, fk4ToFk5, julianYear } from './fk4.ts';
import type { WcsKeywords } from './header.ts';
import { precessToJ2000 } from './precession.ts';

/** The frame a header's longitude and latitude belong to. */
export interface Frame {
  /**
   * 'ICRS', 'FK5', 'FK4', 'FK4-NO-E', 'Galactic', 'Ecliptic', or what the header says where no
   * conversion to ICRS is known
   */
  readonly name: string;
  /** Julian year for FK5 and Ecliptic, Besselian for FK4 */
  readonly equinox: number | undefined;
  /** the rotation to ICRS; undefined where it is not known */
  readonly toIcrs: Matrix3 | undefined;
  /** E-terms, which come off FK4 positions before the rotation */
  readonly aberration: Aberration | undefined;
}

const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** FK5 at J2000 from ICRS: USNO Circular 179, §3.5 (η0 = −19.9, ξ0 = 9.1, dα0 = −22.9 mas). */
const icrsToFk5 = multiply(turnX(19.9 / 3.6e6), multiply(turnY(9.1 / 3.6e6), turnZ(-22.9 / 3.6e6)));

const fk5ToIcrs = transpose(icrsToFk5);

/**
 * Mean equator and equinox of J2000 to ICRS: IERS Conventions 2010, §5.4.4 (η0 = −6.8192, ξ0 =
 * −16.617, dα0 = −14.6 mas).
 */
const meanToIcrs = transpose(
  multiply(turnX(6.8192 / 3.6e6), multiply(turnY(-16.617 / 3.6e6), turnZ(-14.6 / 3.6e6))),
);

/**
 * Galactic from FK5 J2000: pole and node of Reid & Brunthaler 2004 (ApJ 616, 872), extended to full
 * precision.
 */
export const fk5ToGalactic: Matrix3 = multiply(
  turnZ(180 - 122.9319185680026),
  multiply(turnY(90 - 27.12825118085622), turnZ(192.8594812065348)),
);

/**
 * From the first part of CTYPE ('RA', 'GLON' …), RADESYS (or the old RADECSYS) and EQUINOX (or
 * EPOCH), with the defaults of Paper II §3.1: no RADESYS means ICRS without an equinox, FK4 for one
 * before 1984, FK5 for others.
 */
export function parseFrame(keywords: WcsKeywords, lonType: string): Frame {
  if (lonType === 'GLON') return galactic;
  if (lonType !== 'RA' && lonType !== 'ELON')
    return { name: lonType, equinox: undefined, toIcrs: undefined, aberration: undefined };
  const equinox = parseEquinox(keywords);
  const given = (keywords.text('RADESYS') || keywords.text('RADECSYS')).toUpperCase();
  const name = given || (equinox === undefined ? 'ICRS' : equinox < 1984 ? 'FK4' : 'FK5');
  if (lonType === 'ELON') return ecliptic(name, equinox ?? 2000);
  switch (name) {
    case 'ICRS':
      return { name, equinox: undefined, toIcrs: identity, aberration: undefined };
    case 'FK5':
      return fk5(equinox ?? 2000);
    case 'FK4':
    case 'FK4-NO-E':
      return fk4(name, equinox ?? 1950);
    default:
      return { name, equinox, toIcrs: undefined, aberration: undefined };
  }
}

const galactic: Frame = {
  name: 'Galactic',
  equinox: undefined,
  toIcrs: multiply(fk5ToIcrs, transpose(fk5ToGalactic)),
  aberration: undefined,
};

const fk5 = (equinox: number): Frame => ({
  name: 'FK5',
  equinox,
  toIcrs: multiply(fk5ToIcrs, precessToJ2000(equinox)),
  aberration: undefined,
});

/**
 * Mean ecliptic and equinox of date, as astropy's BarycentricMeanEcliptic: the obliquity of
 * Capitaine et al. 2003 (A&A 412, 567), equations 37 and 39. That of FK4 is another, and is not
 * converted.
 */
function ecliptic(system: string, equinox: number): Frame {
  const isKnown = system === 'ICRS' || system === 'FK5';
  const t = (equinox - 2000) / 100;
  const obliquity =
    (84381.406 -
      t * (46.836769 + t * (0.0001831 - t * (0.0020034 - t * (0.000000576 + t * 0.0000000434))))) /
    ARCSEC_PER_DEGREE;
  return {
    name: isKnown ? 'Ecliptic' : `${system} ecliptic`,
    equinox,
    toIcrs: isKnown
      ? multiply(meanToIcrs, multiply(precessToJ2000(equinox), turnX(-obliquity)))
      : undefined,
    aberration: undefined,
  };
}

const fk4 = (name: 'FK4' | 'FK4-NO-E', equinox: number): Frame => ({
  name,
  equinox,
  toIcrs: multiply(fk5ToIcrs, fk4ToFk5(equinox)),
  aberration: name === 'FK4' ? new Aberration(aberrationVector(julianYear(equinox))) : undefined,
});

/** Years; a letter before the number ('J2000', 'B1950') is accepted. */
function parseEquinox(keywords: WcsKeywords): number | undefined {
  for (const keyword of ['EQUINOX', 'EPOCH']) {
    const lettered = /^[JB]\s*([\d.]+)$/i.exec(keywords.text(keyword));
    const year = lettered ? Number(lettered[1]) : keywords.number(keyword);
    if (year === undefined) continue;
    if (!(year > 1500 && year < 2500))
      throw keywords.malformed(keyword, `is ${year}, which is no year of an equinox`);
    return year;
  }
  return undefined;
}
