import { parseDate } from './date.ts';
import { exposureSeconds } from './exposure-seconds.ts';
import type { Keywords } from './keywords.ts';
import { sinceReference } from './reference-time.ts';
import { clockKeywords, type Moment, timeHabits, timeKeywords } from './time-keywords.ts';
import { toUtc } from './time-scale.ts';

/** When an image was taken, and for how long. */
export interface Exposure {
  /** MJD (UTC) of the middle; null where nothing says it to better than a day */
  middle: number | null;
  /** the keywords that `middle` comes from, or why there is none */
  from: string;
  /**
   * seconds that the shutter was open, summed over the frames of a mosaic; null where nothing says
   */
  seconds: number | null;
  /**
   * MJD (UTC) of begin and end: a day where only the day is known, the survey's time where only the
   * survey is
   */
  span: [begin: number, end: number] | null;
}

const DAY_SECONDS = 86_400;
const JD_OF_MJD = 2_400_000.5;

/**
 * Stars are photographed since the 1880s; what is later than 2100 is a mistake, and so is an MJD of
 * 0.
 */
const isDay = (mjd: number): boolean => mjd > 9_000 && mjd < 88_000;

/**
 * First and last night of surveys: 2MASS 1997-06-07 to 2001-02-15 (Skrutskie et al. 2006, AJ 131,
 * 1163).
 */
const surveys: Readonly<Record<string, [number, number]>> = { '2MASS': [50_606, 51_955] };

/** One moment: MJD in UTC. `aDay`: only the day is known. */
interface Time {
  mjd: number;
  from: string;
  aDay: boolean;
}

/**
 * The time of an exposure by the tables in time-keywords.ts: its middle, else the middle between
 * begin and end, else the begin and half of the exposure time. TIMESYS says the scale, a scale
 * behind the date (`(TAI)`, `Z`) says it better, the camera's habit where there is none.
 */
export function exposureOf(keywords: Keywords): Exposure {
  const seconds = exposureSeconds(keywords);
  const at = (moment: Moment) => timeOf(keywords, moment);
  const [middle, begin, end] = [at('middle') ?? sdssTime(keywords), at('begin'), at('end')];
  const half = (seconds ?? 0) / DAY_SECONDS / 2;
  if (middle && !middle.aDay) {
    const span: [number, number] =
      begin && end && spans(begin, end)
        ? [begin.mjd, end.mjd]
        : [middle.mjd - half, middle.mjd + half];
    return { middle: middle.mjd, from: middle.from, seconds, span };
  }
  if (begin && end && spans(begin, end)) {
    const from = `${begin.from}, ${end.from}`;
    return { middle: (begin.mjd + end.mjd) / 2, from, seconds, span: [begin.mjd, end.mjd] };
  }
  if (begin && !begin.aDay) {
    const from = seconds === null ? `${begin.from}, the begin` : `${begin.from}, exposure time`;
    return { middle: begin.mjd + half, from, seconds, span: [begin.mjd, begin.mjd + 2 * half] };
  }
  if (begin) {
    return {
      middle: null,
      from: `${begin.from} names a day without a time`,
      seconds,
      span: [begin.mjd, begin.mjd + 1],
    };
  }
  return { middle: null, from: whyNoTime(keywords), seconds, span: surveyOf(keywords) };
}

/** Why there is no time: what a keyword of it holds, where one is there. */
function whyNoTime(keywords: Keywords): string {
  const { begin, middle } = timeKeywords;
  const all = [
    ...middle.mjd,
    ...middle.date,
    ...begin.mjd,
    ...begin.date,
    ...begin.jd,
    ...begin.since,
  ];
  const keyword = all.find((one) => keywords.text(one) !== '');
  if (keyword === undefined) return 'no keyword gives the time of the exposure';
  const scale = keywords.text('TIMESYS');
  const text = keywords.text(keyword);
  if (begin.since.includes(keyword) && sinceReference(keywords, keyword) === undefined)
    return `${keyword} = ${text} counts from a time that no MJDREF, JDREF or DATEREF gives`;
  const own = parseDate(text)?.scale ?? scale;
  return toUtc(51_544, own) === undefined
    ? `${keyword} is in a time scale that is not known: ${own}`
    : `${keyword} = ${text} is no possible time`;
}

const spans = (begin: Time, end: Time): boolean => !begin.aDay && !end.aDay && end.mjd >= begin.mjd;

/**
 * The first keyword of a moment that holds a possible time; a day alone only where no other holds a
 * time.
 */
function timeOf(keywords: Keywords, moment: Moment): Time | undefined {
  const habit = timeHabits.find(({ is }) => is(keywords));
  const scale = keywords.text('TIMESYS') || habit?.scale || 'UTC';
  const { mjd, jd, date, since } = timeKeywords[moment];
  const moved = habit?.middle ?? [];
  const days =
    moment === 'middle' ? [...moved, ...mjd] : mjd.filter((keyword) => !moved.includes(keyword));
  const inScale = (
    days: number | undefined,
    from: string,
    own = scale,
    aDay = false,
  ): Time | undefined => {
    const utc = days === undefined ? undefined : toUtc(days, own);
    return utc !== undefined && isDay(utc) ? { mjd: utc, from, aDay } : undefined;
  };
  let whole: Time | undefined;
  for (const keyword of days) {
    const time = inScale(keywords.number(keyword), keyword);
    if (time && !Number.isInteger(keywords.number(keyword))) return time;
    whole ??= time;
  }
  let aDay: Time | undefined;
  for (const keyword of date) {
    const found = dateOf(keywords, keyword);
    if (!found) continue;
    const time = inScale(found.mjd, found.from, found.scale ?? scale, found.aDay);
    if (time && !time.aDay) return time;
    aDay ??= time;
  }
  // a whole MJD may be a day alone, if there is a clock or a date that is no more
  const clock = moment === 'begin' && whole ? clockOf(keywords) : undefined;
  if (whole && clock)
    return inScale(keywords.number(whole.from)! + clock.days, `${whole.from}, ${clock.keyword}`);
  if (whole && !aDay) return whole;
  for (const keyword of jd) {
    const days = keywords.number(keyword);
    const time = inScale(days && days - JD_OF_MJD, keyword);
    if (time) return time;
  }
  for (const keyword of since) {
    const time = inScale(sinceReference(keywords, keyword), keyword);
    if (time) return time;
  }
  return aDay;
}

/** The time of a day that stands alone, as a part of it. */
function clockOf(keywords: Keywords): { keyword: string; days: number } | undefined {
  for (const keyword of clockKeywords) {
    const text = keywords.text(keyword);
    const time = /^\d\d?:\d\d/.test(text) ? parseDate(`2000-01-01T${text}`) : undefined;
    if (time) return { keyword, days: time.mjd - Math.floor(time.mjd) };
  }
  return undefined;
}

/** A date with its time, which may stand in a keyword of its own. */
function dateOf(keywords: Keywords, keyword: string) {
  const whole = parseDate(keywords.text(keyword));
  if (!whole?.aDay) return whole && { ...whole, from: keyword };
  for (const clock of clockKeywords) {
    const time = keywords.text(clock);
    if (!/^\d\d?:\d\d/.test(time)) continue;
    const together = parseDate(`${whole.iso}T${time}`);
    if (together) return { ...together, from: `${keyword}, ${clock}` };
  }
  return { ...whole, from: keyword };
}

/** SDSS: seconds since MJD 0, of a frame that is scanned row by row and so has no one middle. */
function sdssTime(keywords: Keywords): Time | undefined {
  const seconds = keywords.number('TAI');
  const mjd = seconds === undefined ? undefined : toUtc(seconds / DAY_SECONDS, 'TAI');
  return mjd !== undefined && isDay(mjd) ? { mjd, from: 'TAI', aDay: false } : undefined;
}

function surveyOf(keywords: Keywords): [number, number] | null {
  const name = (keywords.text('DATASET') || keywords.text('SURVEY')).toUpperCase();
  return Object.hasOwn(surveys, name) ? surveys[name]! : null;
}
