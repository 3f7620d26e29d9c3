import { setMaxListeners } from 'node:events';
import type { StateFailure } from './failures.ts';

/** Where time comes from: the machine's own clock, or a simulated one. */
export interface Clock {
  now(): Date;
  /**
   * Calls `then` after so many milliseconds, unless the function that it answers is called before.
   */
  after(milliseconds: number, then: () => void): () => void;
}

/** The longest wait that a timer of Node can hold, milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;

/** The time of this machine. */
export const realClock: Clock = {
  now: () => new Date(),
  after(milliseconds, then) {
    const timer = setTimeout(then, Math.min(milliseconds, MAX_TIMER));
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds. Throws the signal's reason as soon as it is aborted. */
export async function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (milliseconds <= 0) return;
  await new Promise<void>((resolve) => {
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = () => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  signal.throwIfAborted();
}

/**
 * Does some work under a signal of its own, which is aborted with the outer one, when `stop` is
 * called, and, with a limit, when so many milliseconds are over (then with `late()` as its reason).
 */
export async function within<T>(
  outer: AbortSignal,
  work: (signal: AbortSignal, stop: (reason: unknown) => void) => Promise<T>,
  limit?: { clock: Clock; milliseconds: number; late: () => StateFailure },
): Promise<T> {
  const own = new AbortController();
  setMaxListeners(0, own.signal); // of all that is under way inside
  const stop = (reason: unknown) => own.abort(reason);
  const follow = () => stop(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow, { once: true });
  const cancel = limit?.clock.after(limit.milliseconds, () => stop(limit.late()));
  try {
    return await work(own.signal, stop);
  } finally {
    cancel?.();
    outer.removeEventListener('abort', follow);
  }
}
