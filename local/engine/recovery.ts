import type { Catcher, Retrier } from './asl.ts';
import { wait } from './clock.ts';
import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { compileResultPath } from './paths.ts';
import type { Scope } from './scope.ts';

/** What a state gives, and where the machine goes from it; nowhere when it ends there. */
export interface Transition {
  output: Json;
  next: string | undefined;
}
/** Runs one state. */
export type StateRunner = (input: Json, scope: Scope) => Promise<Transition>;

/** What a state does next and after an error. */
export interface NextAndErrors {
  Next?: string | undefined;
  Retry?: Retrier[] | undefined;
  Catch?: Catcher[] | undefined;
}

const matches = (names: string[], { name }: StateFailure): boolean =>
  names.some(
    (one) =>
      one === name ||
      one === 'States.ALL' ||
      (one === 'States.TaskFailed' && name !== 'States.Timeout'),
  );

/** Milliseconds before try `attempt` + 1, attempts counted from 1. */
export function retryDelay(
  {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Number.POSITIVE_INFINITY,
    JitterStrategy,
  }: Retrier,
  attempt: number,
): number {
  const seconds = Math.min(IntervalSeconds * BackoffRate ** (attempt - 1), MaxDelaySeconds);
  return seconds * 1000 * (JitterStrategy === 'FULL' ? Math.random() : 1);
}

/** A state whose failures are answered by its Retry, then by its Catch. */
export function recovering(
  state: string,
  { Next, Retry = [], Catch = [] }: NextAndErrors,
  work: (input: Json, scope: Scope) => Promise<Json>,
): StateRunner {
  const catchers = Catch.map((catcher) => ({
    ...catcher,
    put: compileResultPath(catcher.ResultPath, { state }),
  }));
  return async (input, scope) => {
    const { engine, execution, signal } = scope;
    const tries = new Map<Retrier, number>();
    for (;;) {
      try {
        return { output: await work(input, scope), next: Next };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof StateFailure)) throw error;
        const { name, message: cause } = error;
        engine.emit({ type: 'StateFailed', execution, state, error: name, cause });
        if (error.final) throw error;
        const retrier = Retry.find(({ ErrorEquals }) => matches(ErrorEquals, error));
        const attempt = retrier ? (tries.get(retrier) ?? 0) + 1 : 0;
        if (retrier && attempt <= (retrier.MaxAttempts ?? 3)) {
          tries.set(retrier, attempt);
          await wait(engine.clock, retryDelay(retrier, attempt) * engine.waitScale, signal);
          engine.emit({ type: 'StateRetried', execution, state, attempt });
          continue;
        }
        const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
        if (!catcher) throw error;
        engine.emit({ type: 'StateCaught', execution, state, next: catcher.Next });
        return { output: catcher.put(input, { Error: name, Cause: cause }), next: catcher.Next };
      }
    }
  };
}
