import { parseDate } from './date.ts';
import type { Keywords } from './keywords.ts';
import { sinceReference } from './reference-time.ts';
import { clockKeywords, type Moment, timeHabits, timeKeywords } from './time-keywords.ts';
import { toUtc } from './time-scale.ts';

const DAY_SECONDS = 86_400;
const JD_OF_MJD = 2_400_000.5;

/**
 * Stars are photographed since the 1880s; what is later than 2100 is a mistake, and so is an MJD of
 * 0.
 */
const isDay = (mjd: number): boolean => mjd > 9_000 && mjd < 88_000;

/** One moment: MJD in UTC. `aDay`: only the day is known. */
export interface Time {
  readonly mjd: number;
  readonly from: string;
  readonly aDay: boolean;
}

/** What a comment says of a time that is the exposure's middle. */
const MIDDLE = /\bmid(dle)?([ -]?(exp|point|time|obs|frame)| of\b)/i;

/** What a comment says of a time that is not of the Earth as a whole. */
const LOCAL = /\blocal\b.*\btime\b/i;

/** The scale that a keyword's comment gives it where the image names none. */
const scaleSaid = (keywords: Keywords, keyword: string): string | undefined =>
  keywords.text('TIMESYS') === '' && LOCAL.test(keywords.comment(keyword)) ? 'LOCAL' : undefined;

/**
 * The first keyword of a moment that holds a possible time; a day alone only where no other holds a
 * time. A begin's keyword whose comment says that it is the middle counts as that.
 */
export function timeOf(keywords: Keywords, moment: Moment): Time | undefined {
  const { mjd, date, jd, since } = keywordsAt(keywords, moment);
  let [whole, aDay]: (Time | undefined)[] = [];
  for (const keyword of mjd) {
    const time = inUtc(keywords, keywords.number(keyword), keyword);
    if (time && !Number.isInteger(keywords.number(keyword))) return time;
    whole ??= time;
  }
  for (const keyword of date) {
    const time = dateOf(keywords, keyword);
    if (time && !time.aDay) return time;
    aDay ??= time;
  }
  // a whole MJD may be a day alone, if there is a clock, a JD, or a date that is no more
  const clock = moment === 'begin' && whole ? clockOf(keywords) : undefined;
  if (whole && clock)
    return inUtc(
      keywords,
      keywords.number(whole.from)! + clock.days,
      `${whole.from}, ${clock.keyword}`,
    );
  const counted: [string, number | undefined][] = [
    ...jd.map((one): [string, number] => [one, (keywords.number(one) ?? 0) - JD_OF_MJD]),
    ...since.map((one): [string, number | undefined] => [one, sinceReference(keywords, one)]),
  ];
  for (const [keyword, days] of counted) {
    const time = inUtc(keywords, days, keyword);
    if (time && (!whole || Math.abs(time.mjd - whole.mjd) < 1)) return time;
  }
  return aDay ?? whole ?? (moment === 'middle' ? sdssTime(keywords) : undefined);
}

/** The keywords of a moment in this image: habits and comments may say another. */
function keywordsAt(keywords: Keywords, moment: Moment) {
  const habit = timeHabits.find(({ is }) => is(keywords));
  const isMiddle = (keyword: string) =>
    habit?.middle?.includes(keyword) || MIDDLE.test(keywords.comment(keyword));
  const { begin } = timeKeywords;
  const own = timeKeywords[moment];
  const of = (kind: 'mjd' | 'date' | 'jd') => {
    if (moment === 'middle') return [...own[kind], ...begin[kind].filter(isMiddle)];
    return moment === 'begin' ? own[kind].filter((one) => !isMiddle(one)) : own[kind];
  };
  // a clock's keyword may hold a whole date
  const date = moment === 'begin' ? [...of('date'), ...clockKeywords] : of('date');
  return { mjd: of('mjd'), date, jd: of('jd'), since: own.since };
}

/** Days of a time scale, the image's where none is said, as a possible time. */
function inUtc(
  keywords: Keywords,
  days: number | undefined,
  from: string,
  own?: string,
): Time | undefined {
  const habit = timeHabits.find(({ is }) => is(keywords));
  const named = keywords.text('TIMESYS') || scaleSaid(keywords, from.split(', ').at(-1)!);
  const scale = own ?? (named || habit?.scale || 'UTC');
  const mjd = days === undefined ? undefined : toUtc(days, scale);
  return mjd !== undefined && isDay(mjd) ? { mjd, from, aDay: false } : undefined;
}

/** The time of a day in a keyword of its own, `hh:mm:ss`; undefined where it holds none. */
function clockAt(keywords: Keywords, keyword: string): string | undefined {
  const text = keywords.text(keyword).replace(/^(\d\d?) (\d\d) (\d\d(\.\d*)?)$/, '$1:$2:$3');
  return /^\d\d?:\d\d/.test(text) ? text : undefined;
}

/** The first clock, as a part of a day. */
function clockOf(keywords: Keywords): { keyword: string; days: number } | undefined {
  for (const keyword of clockKeywords) {
    const text = clockAt(keywords, keyword);
    const time = text === undefined ? undefined : parseDate(`2000-01-01T${text}`);
    if (time) return { keyword, days: time.mjd - Math.floor(time.mjd) };
  }
  return undefined;
}

/** A date with its time, which may stand in a keyword of its own. */
function dateOf(keywords: Keywords, keyword: string): Time | undefined {
  const whole = parseDate(keywords.text(keyword));
  if (!whole) return undefined;
  if (!whole.aDay) return inUtc(keywords, whole.mjd, keyword, whole.scale);
  if (clockKeywords.includes(keyword)) return undefined;
  for (const clock of clockKeywords) {
    const text = clockAt(keywords, clock);
    const together = text === undefined ? undefined : parseDate(`${whole.iso}T${text}`);
    if (together) return inUtc(keywords, together.mjd, `${keyword}, ${clock}`, together.scale);
  }
  const day = inUtc(keywords, whole.mjd, keyword, whole.scale);
  return day && { ...day, aDay: true };
}

/** SDSS: seconds since MJD 0, of a frame that is scanned row by row and so has no one middle. */
function sdssTime(keywords: Keywords): Time | undefined {
  const seconds = keywords.number('TAI');
  const mjd = seconds === undefined ? undefined : toUtc(seconds / DAY_SECONDS, 'TAI');
  return mjd !== undefined && isDay(mjd) ? { mjd, from: 'TAI', aDay: false } : undefined;
}

/** Why there is no time: what a keyword of it holds, where one is there. */
export function whyNoTime(keywords: Keywords): string {
  const all = (['middle', 'begin', 'end'] as const).flatMap((moment) => {
    const { mjd, date, jd, since } = timeKeywords[moment];
    return [...mjd, ...date, ...jd, ...since];
  });
  const keyword = all.find((one) => keywords.text(one) !== '');
  if (keyword === undefined) return 'no keyword gives the time of the exposure';
  const text = keywords.text(keyword);
  const counts = [...timeKeywords.begin.since, ...timeKeywords.end.since].includes(keyword);
  if (counts && sinceReference(keywords, keyword) === undefined)
    return `${keyword} = ${text} counts from a time that no MJDREF, JDREF or DATEREF gives`;
  const own = parseDate(text)?.scale ?? scaleSaid(keywords, keyword) ?? keywords.text('TIMESYS');
  return toUtc(51_544, own) === undefined
    ? `${keyword} is in a time scale that is not known: ${own}`
    : `${keyword} = ${text} is no possible time`;
}
