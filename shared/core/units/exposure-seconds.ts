import type { Keywords } from './keywords.ts';
import { exposureKeywords, sumKeywords } from './time-keywords.ts';

const DAY_SECONDS = 86_400;

/** Units as comments name them. */
const units: readonly (readonly [names: string, seconds: number])[] = [
  ['s|secs?|seconds?', 1],
  ['ms|msecs?|milliseconds?', 1e-3],
  ['us|usecs?|microseconds?', 1e-6],
  ['m|mins?|minutes?', 60],
  ['h|hrs?|hours?', 3600],
  ['d|days?', DAY_SECONDS],
];

/**
 * Seconds of the unit that a comment names as such: `[ms]`, `in ms`, `unit: ms`, `ms, …` or `… time
 * ms` at its end. A length of time elsewhere (`over 12 days`) is none. Undefined for no unit.
 */
function unitIn(comment: string): number | undefined {
  const text = comment.trim();
  return units.find(([names]) =>
    new RegExp(
      `[[({] *(${names}) *[\\])}]|\\b(in|units?( of)?|units? *[:=]) *\\b(${names})\\b|` +
        `^(${names}) *([,;:/]|$)|([,;:/]|\\b(time|exposure|exptime|duration)) *\\b(${names})\\.?$`,
      'i',
    ).test(text),
  )?.[1];
}

/**
 * Seconds that the shutter was open, all frames of a sum together; null where no keyword says, or
 * one says less than nothing. A 0 counts only where no other keyword has more.
 */
export function exposureSeconds(keywords: Keywords): number | null {
  let none: number | null = null;
  for (const keyword of exposureKeywords) {
    const value = keywords.number(keyword);
    if (value === undefined) continue;
    if (value < 0) return null;
    if (value > 0)
      return value * (unitIn(keywords.comment(keyword)) ?? 1) * framesOf(keywords, keyword);
    none = 0;
  }
  return none;
}

/** Frames that were added up, where a keyword is of one of them. */
function framesOf(keywords: Keywords, keyword: string): number {
  for (const { of, one, frames } of sumKeywords) {
    if (of !== keyword) continue;
    if (one !== undefined && keywords.number(one) !== keywords.number(of)) continue;
    for (const name of frames) {
      const count = keywords.number(name);
      if (count !== undefined && count >= 1) return count;
    }
  }
  return 1;
}
