import { setImmediate as idle } from 'node:timers/promises';
import type { Clock } from '../../../local/engine/clock.ts';
import type { Invoke } from '../../../local/engine/scope.ts';
import { named } from './sample-machines.ts';

/** A clock whose time passes only while nothing else is to be done. */
export function simulatedClock() {
  const timers = new Set<{ at: number; order: number; then: () => void }>();
  let now = 0;
  let made = 0;
  const clock: Clock = {
    now: () => new Date(now),
    after(milliseconds, then) {
      const timer = { at: now + milliseconds, order: made++, then };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return {
    clock,
    seconds: () => now / 1000,
    /** Lets time pass until the work has ended. */
    async pass<T>(work: Promise<T>): Promise<T> {
      let hasEnded = false;
      const end = () => {
        hasEnded = true;
      };
      work.then(end, end);
      for (;;) {
        await idle();
        if (hasEnded) return work;
        const [next] = [...timers].sort((a, b) => a.at - b.at || a.order - b.order);
        if (!next) continue;
        timers.delete(next);
        now = next.at;
        next.then();
      }
    },
  };
}

/** What the model of Lambda counts and decides. */
export interface LambdaModel {
  clock: Clock;
  /** executions of the account at the same time */
  executions: number;
  /** that a new environment takes to start, seconds */
  coldStart: number;
  /** that a function works on an event, seconds; throws its error */
  work(functionName: string, payload: unknown): number;
}

/**
 * Lambda as Step Functions meets it: throttled when no execution is free, cold where no environment
 * is warm.
 */
export function lambdaModel({ clock, executions, coldStart, work }: LambdaModel) {
  const told = { throttled: 0, coldStarts: 0, most: 0 };
  let busy = 0;
  const warm = new Map<string, number>();
  const invoke: Invoke = async (functionName, payload) => {
    if (busy >= executions) {
      told.throttled++;
      throw named('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    told.most = Math.max(told.most, ++busy);
    const isCold = !warm.get(functionName);
    if (isCold) told.coldStarts++;
    else warm.set(functionName, warm.get(functionName)! - 1);
    try {
      const seconds = work(functionName, payload) + (isCold ? coldStart : 0);
      await new Promise<void>((resolve) => clock.after(seconds * 1000, resolve));
      return { done: 1, failed: 0, sources: 0 };
    } finally {
      busy--;
      warm.set(functionName, (warm.get(functionName) ?? 0) + 1);
    }
  };
  return { invoke, told };
}
