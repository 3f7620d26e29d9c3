/**
 * A host's token bucket: what all workers of a run know of the pace at which it may be asked. Times
 * are ms since 1970.
 */
export interface PaceState {
  /** when the next question may be asked */
  readonly next: number;
  /** ms from one question to the next */
  readonly interval: number;
  /** when the host last was too slow or too busy */
  readonly slowed: number;
}

/** What one worker saw since it last looked. */
export interface HostAnswers {
  readonly good: number;
  readonly busy: number;
  /** until when the host asked not to be asked */
  readonly notBefore: number;
}

/** Questions that may be asked at once after a pause. */
const BURST = 4;
/**
 * 4 a second to begin with; 100 a second and one in 5 s are the ends. Slower, a few turns would be
 * further ahead than a task waits, and its retries.
 */
const FIRST_MS = 250;
const FASTEST_MS = 10;
const SLOWEST_MS = 5000;
/** Every good answer makes the pace so much faster. */
const FASTER = 0.95;
/** Several workers report one jam: it counts once in this time. */
const ONE_JAM_MS = 1000;

/** The state of a host that nobody asked yet. */
export const firstPace = (now: number): PaceState => ({
  next: now - BURST * FIRST_MS,
  interval: FIRST_MS,
  slowed: 0,
});

/**
 * The state after what a worker saw: a jam halves the pace (once a second), good answers raise it
 * by 5 % each; additive increase of the interval's inverse would take too long from a minute.
 */
export function adapted(
  state: PaceState,
  { good, busy, notBefore }: HostAnswers,
  now: number,
): PaceState {
  const next = Math.max(state.next, notBefore);
  if (busy > 0) {
    if (now - state.slowed < ONE_JAM_MS) return { ...state, next };
    return { next, interval: Math.min(SLOWEST_MS, 2 * state.interval), slowed: now };
  }
  return { ...state, next, interval: Math.max(FASTEST_MS, state.interval * FASTER ** good) };
}

/** The times of the next questions, and the state behind them. */
export function reserved(
  state: PaceState,
  count: number,
  now: number,
): { from: number; state: PaceState } {
  const from = Math.max(state.next, now - BURST * state.interval);
  return { from, state: { ...state, next: from + count * state.interval } };
}
