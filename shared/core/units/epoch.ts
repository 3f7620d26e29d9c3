import { exposureSeconds } from './exposure-seconds.ts';
import type { Keywords } from './keywords.ts';
import { type Time, timeOf, whyNoTime } from './moment.ts';
import type { Moment } from './time-keywords.ts';

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

/**
 * First and last night of surveys: 2MASS 1997-06-07 to 2001-02-15 (Skrutskie et al. 2006, AJ 131,
 * 1163).
 */
const surveys: Readonly<Record<string, [number, number]>> = { '2MASS': [50_606, 51_955] };

/**
 * The time of an exposure by the tables in time-keywords.ts: its middle, else the middle between
 * begin and end, else the begin and half of the exposure time, else the end less that. TIMESYS says
 * the scale, a scale behind the date (`(TAI)`, `Z`) says it better, the camera's habit where there
 * is none.
 */
export function exposureOf(keywords: Keywords): Exposure {
  const seconds = exposureSeconds(keywords);
  const at = (moment: Moment) => timeOf(keywords, moment);
  const [middle, begin, end] = [at('middle'), at('begin'), at('end')];
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
  if (end && !end.aDay) {
    const from = seconds === null ? `${end.from}, the end` : `${end.from}, exposure time`;
    return { middle: end.mjd - half, from, seconds, span: [end.mjd - 2 * half, end.mjd] };
  }
  const day = begin ?? middle ?? end;
  if (day) {
    const from = `${day.from} names a day without a time`;
    return { middle: null, from, seconds, span: [day.mjd, day.mjd + 1] };
  }
  return { middle: null, from: whyNoTime(keywords), seconds, span: surveyOf(keywords) };
}

const spans = (begin: Time, end: Time): boolean => !begin.aDay && !end.aDay && end.mjd >= begin.mjd;

function surveyOf(keywords: Keywords): [number, number] | null {
  const name = (keywords.text('DATASET') || keywords.text('SURVEY')).toUpperCase();
  return Object.hasOwn(surveys, name) ? surveys[name]! : null;
}
