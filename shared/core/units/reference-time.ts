import { parseDate } from './date.ts';
import type { Keywords } from './keywords.ts';

const DAY_SECONDS = 86_400;
const JD_OF_MJD = 2_400_000.5;

/** Days of TIMEUNIT, FITS 4.0, table 34; seconds where it says nothing. */
const days: Readonly<Record<string, number>> = {
  '': 1 / DAY_SECONDS,
  s: 1 / DAY_SECONDS,
  min: 1 / 1440,
  h: 1 / 24,
  d: 1,
  a: 365.25,
  yr: 365.25,
};

/**
 * The MJD, in the image's scale, of a keyword that counts from a reference time (TSTART, TSTOP):
 * FITS 4.0, sections 9.2.2 and 9.4.1; and of TESS and Kepler, which count from BJDREF at the
 * barycentre, BARYCORR (days) after the spacecraft's clock. Undefined where the image does not say
 * both.
 */
export function sinceReference(keywords: Keywords, keyword: string): number | undefined {
  const since = keywords.number(keyword);
  const [unit, reference] = [days[keywords.text('TIMEUNIT')], referenceOf(keywords)];
  if (since === undefined || unit === undefined || reference === undefined) return undefined;
  const light = keywords.number('BJDREFI') === undefined ? 0 : (keywords.number('BARYCORR') ?? 0);
  return reference - light + (since + (keywords.number('TIMEOFFS') ?? 0)) * unit;
}

/** MJDREF, JDREF, BJDREF (whole or in two parts) or DATEREF, as an MJD. */
function referenceOf(keywords: Keywords): number | undefined {
  for (const [name, zero] of [
    ['MJDREF', 0],
    ['JDREF', JD_OF_MJD],
    ['BJDREF', JD_OF_MJD],
  ] as const) {
    const whole = keywords.number(`${name}I`);
    if (whole !== undefined) return whole - zero + (keywords.number(`${name}F`) ?? 0);
    const value = keywords.number(name);
    if (value !== undefined) return value - zero;
  }
  return parseDate(keywords.text('DATEREF'))?.mjd;
}
