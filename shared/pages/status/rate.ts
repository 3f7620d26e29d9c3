/** How fast a stage goes. */
export interface StageRate {
  /** tasks a second; null when nothing ended lately */
  readonly rate: number | null;
  /** until all are done, if it goes on so; null when it is not known */
  readonly secondsLeft: number | null;
}

/** What ended longer ago says little of how it goes now. */
const WINDOW_SECONDS = 300;
/** of the last so many tasks, so that a change of pace is seen soon */
const MAX_NOTES = 500;
/** two tasks that ended together are no pace */
const MIN_NOTES = 3;

/**
 * The pace of a stage from the times at which its tasks ended (seconds, any order): tasks in the
 * window before `now`, over the time from the first of them until now, so that a stage that stands
 * still slows down.
 */
export function paceOf(ends: readonly number[], toGo: number, now: number): StageRate {
  const recent = ends
    .filter((end) => end > now - WINDOW_SECONDS && end <= now + 1)
    .sort((a, b) => b - a);
  const counted = recent.slice(0, MAX_NOTES);
  if (counted.length < MIN_NOTES) return { rate: null, secondsLeft: null };
  const span = Math.max(now - counted.at(-1)!, 0.001);
  const rate = (counted.length - 1) / span;
  return { rate, secondsLeft: toGo / rate };
}
