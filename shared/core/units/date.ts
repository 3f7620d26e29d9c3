/** MJD of 1970-01-01, where a Date counts from. */
const UNIX_EPOCH = 40_587;
const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of an MJD, as a Date counts them. */
export const millisecondsOf = (mjd: number): number => (mjd - UNIX_EPOCH) * DAY_MS;

/** A date of a header: MJD in its own time scale. */
export interface ParsedDate {
  mjd: number;
  /** the day, yyyy-mm-dd */
  iso: string;
  /** without a time */
  aDay: boolean;
  /** where the date itself says it: `Z`, `+02:00` (both UTC), `(TAI)` */
  scale: string | undefined;
}

/** Characters of a date, at most. */
const LONGEST = 80;

/**
 * ISO 8601, with the scale behind it in brackets (FITS before 4.0), `Z` or an offset from UTC; the
 * old DD/MM/YY of 19YY; yymmdd (2MASS) and yyyymmdd. A second 60 is a leap second. Undefined for
 * what is no date.
 */
export function parseDate(text: string): ParsedDate | undefined {
  if (text.length > LONGEST) return undefined;
  const match =
    /^(\S+?)(?:[T\s]+(\d\d?):(\d\d)(?::(\d\d(?:[.,]\d*)?))?([+-]\d\d:?\d\d)?)?\s*(Z|\([A-Z]+\))?$/i.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, day = '', hours, minutes = '0', written = '0', offset, scale] = match;
  const seconds = written.replace(',', '.');
  const iso = isoDay(day);
  const midnight = iso === undefined ? Number.NaN : Date.parse(`${iso}T00:00:00Z`);
  // Date.parse moves 31 June into July
  if (!iso || !Number.isFinite(midnight) || new Date(midnight).toISOString().slice(0, 10) !== iso)
    return undefined;
  if (Number(hours ?? 0) > 23 || Number(minutes) > 59 || Number(seconds) >= 61) return undefined;
  const time = ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return {
    mjd: UNIX_EPOCH + (midnight + time - offsetMs(offset)) / DAY_MS,
    iso,
    aDay: hours === undefined,
    scale: offset === undefined ? scale?.replace(/[()]/g, '').toUpperCase() : 'UTC',
  };
}

/** By how much a clock of `+02:00` is ahead of UTC. */
function offsetMs(offset = '+0000'): number {
  const [, sign, hours, minutes] = /^(.)(\d\d):?(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function isoDay(day: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(day)) return day;
  const [, first = '', month, last = ''] =
    /^(\d\d|\d{4})[/-](\d\d)[/-](\d\d|\d{4})$/.exec(day) ?? [];
  if (month !== undefined) {
    if (first.length === 4 && last.length === 2) return `${first}-${month}-${last}`;
    if (first.length === 2) return `${last.length === 2 ? `19${last}` : last}-${month}-${first}`;
    return undefined;
  }
  const packed = /^(\d\d|\d{4})(\d\d)(\d\d)$/.exec(day);
  if (!packed) return undefined;
  const year =
    packed[1]!.length === 4 ? packed[1]! : `${Number(packed[1]) < 50 ? 20 : 19}${packed[1]}`;
  return `${year}-${packed[2]}-${packed[3]}`;
}
