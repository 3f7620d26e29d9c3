import { setMaxListeners } from 'node:events';
import type { Store } from '../../shared/store/store.ts';
import type { Addresses } from './addresses.ts';
import { type Clock, realClock } from './clock.ts';
import type { EngineEvent } from './events.ts';
import { execute, type Outcome } from './execution.ts';
import { Stopped } from './failures.ts';
import type { Json } from './json.ts';
import { runMap } from './map-run.ts';
import { loadMachine } from './program.ts';
import type { Engine, Invoke } from './scope.ts';
import type { Upcoming } from './upcoming.ts';

/** What an execution runs, with which input, and who does its tasks. */
export interface RunMachineOptions {
  /** the state machine in the Amazon States Language, as parsed from its file */
  definition: unknown;
  /** values of ${Placeholder}s, as DefinitionSubstitutions gives them in the cloud */
  substitutions?: Record<string, string>;
  input: Json;
  machineName: string;
  /** of the execution: the same name gives the same keys of map results */
  name: string;
  store: Store;
  addresses: Addresses;
  invoke: Invoke;
  /**
   * Children of a Distributed Map at the same time on this machine, at most; MaxConcurrency may say
   * fewer. Not more than there are workers: a child's time runs from its start, so waiting for a
   * worker would count.
   */
  concurrency: number;
  onEvent?: (event: EngineEvent) => void;
  /** a function that will be invoked once the state that was entered has ended */
  onUpcoming?: (upcoming: Upcoming) => void;
  signal?: AbortSignal;
  /** factor on the waits of Retry and Wait; 0 for tests */
  waitScale?: number;
  clock?: Clock;
}

/**
 * Runs a state machine here as Step Functions would in the cloud. How the execution ends is in the
 * outcome. Throws UnsupportedMachine, before anything starts, for a machine that would not run as
 * in AWS.
 */
export async function runMachine(options: RunMachineOptions): Promise<Outcome> {
  const { definition, substitutions = {}, input, machineName, name, addresses, signal } = options;
  const { program, timeoutSeconds, upcoming } = loadMachine(definition, substitutions);
  const clock = options.clock ?? realClock;
  const engine: Engine = {
    machineName,
    store: options.store,
    urlOf: addresses.urlOf,
    keyOf: addresses.keyOf,
    invoke: options.invoke,
    distribute: runMap,
    concurrency: options.concurrency,
    emit: (event) => {
      const next =
        event.type === 'StateEntered' && event.execution === name && upcoming.get(event.state);
      if (next) options.onUpcoming?.(next);
      options.onEvent?.(event);
    },
    clock,
    waitScale: options.waitScale ?? 1,
  };
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const stop = () => own.abort(new Stopped());
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await execute(program, {
      engine,
      name,
      id: `arn:aws:states:local:000000000000:execution:${machineName}:${name}`,
      input,
      started: clock.now(),
      signal: own.signal,
      timeoutSeconds,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
