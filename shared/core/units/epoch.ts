/** A header's card by keyword. */
type Lookup = (keyword: string) => unknown;

const dayOfSeconds = 86_400;
/** MJD of 1970-01-01, where a Date counts from. */
const unixEpoch = 40_587;

/**
 * MJD of an exposure's begin and end, from EXPSTART and EXPEND (HST), MJD-OBS or DATE-OBS (FITS 4.0, §9; with TIME-OBS or UT where it is
 * a day alone; the form DD/MM/YY too), 2MASS's UT_DATE (yymmdd), and EXPTIME in seconds. Undefined where the header does not tell. UTC is taken for the clock: a minute
 * is nothing to a survey's epoch. A mosaic that names its survey only (DATASET, SURVEY) has the survey's own time.
 */
export function exposureOf(lookup: Lookup): [number, number] | undefined {
  const number = (keyword: string): number | undefined => {
    const value = lookup(keyword);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const [start, end] = [number('EXPSTART'), number('EXPEND')];
  if (start !== undefined && end !== undefined && isDay(start) && end >= start) return [start, end];
  const begin = number('MJD-OBS') ?? dateOf(lookup);
  if (begin === undefined || !isDay(begin)) return surveyOf(lookup);
  return [begin, begin + Math.max(0, number('EXPTIME') ?? 0) / dayOfSeconds];
}

/** Photographic plates are the oldest images there are; what is later than 2100 is a mistake. */
const isDay = (mjd: number): boolean => mjd > -20_000 && mjd < 88_000;

function dateOf(lookup: Lookup): number | undefined {
  const text = String(lookup('DATE-OBS') ?? lookup('UT_DATE') ?? '').trim();
  const time = String(lookup('TIME-OBS') ?? lookup('UT') ?? '').trim();
  const old = /^(\d\d)\/(\d\d)\/(\d\d)$/.exec(text);
  const short = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  const day = old ? `19${old[3]}-${old[2]}-${old[1]}` : short ? inCentury(short) : text;
  const whole = /T/.test(day) ? day : /^\d\d:\d\d/.test(time) ? `${day}T${time}` : `${day}T00:00:00`;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d*)?)?Z?$/.test(whole)) return undefined;
  const milliseconds = Date.parse(whole.endsWith('Z') ? whole : `${whole}Z`);
  return Number.isFinite(milliseconds) ? unixEpoch + milliseconds / 1000 / dayOfSeconds : undefined;
}

/** First and last night of surveys: 2MASS 1997-06-07 to 2001-02-15 (Skrutskie et al. 2006, AJ 131, 1163). */
const surveys: Record<string, [number, number]> = { '2MASS': [50_606, 51_955] };

function surveyOf(lookup: Lookup): [number, number] | undefined {
  const name = String(lookup('DATASET') ?? lookup('SURVEY') ?? '')
    .trim()
    .toUpperCase();
  return Object.hasOwn(surveys, name) ? surveys[name] : undefined;
}

/** 2MASS observed from 1997 to 2001. */
const inCentury = ([, year, month, day]: RegExpExecArray): string =>
  `${Number(year) < 50 ? 20 : 19}${year}-${month}-${day}`;
