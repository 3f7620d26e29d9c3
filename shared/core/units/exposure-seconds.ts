import type { Keywords } from './keywords.ts';
import { exposureKeywords, sumKeywords } from './time-keywords.ts';

const DAY_SECONDS = 86_400;

/** Units that comments name: `[ms]`, `(ms)`, `, ms` or `in ms` at the end, or whole words. */
const units: readonly (readonly [names: string, words: string, seconds: number])[] = [
  ['s|secs?|seconds?', 'seconds', 1],
  ['ms|msecs?', 'milliseconds?|msecs?', 1e-3],
  ['us|usecs?', 'microseconds?', 1e-6],
  ['mins?|minutes?', 'minutes?', 60],
  ['h|hrs?|hours?', 'hours?', 3600],
  ['d|days?', 'days', DAY_SECONDS],
];

/** Seconds of the unit that a comment names; undefined where it names none. */
function unitIn(comment: string): number | undefined {
  const marked = (names: string) =>
    new RegExp(`[[(] *(${names}) *[\\])]|(,|\\bin\\b) *(${names})\\.?$`, 'i');
  const text = comment.trim();
  return (units.find(([names]) => marked(names).test(text)) ??
    units.find(([, words]) => new RegExp(`\\b(${words})\\b`, 'i').test(text)))?.[2];
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
