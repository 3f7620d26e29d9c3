import type { Store } from '../../shared/store/store.ts';
import type { Addresses } from './addresses.ts';
import type { EngineEvent } from './events.ts';
import { execute, type Invoke, newExecution, type Outcome } from './execution.ts';
import type { Json } from './json.ts';
import { loadProgram } from './program.ts';
import type { Upcoming } from './upcoming.ts';

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
   * Children of a Distributed Map at the same time on this machine, at most; MaxConcurrency may say fewer. Not more than there
   * are workers: a child's time runs from its start, so waiting for a worker would count.
   */
  concurrency: number;
  onEvent?: (event: EngineEvent) => void;
  /** a function that will be invoked once the state that was entered has ended */
  onUpcoming?: (upcoming: Upcoming) => void;
  signal?: AbortSignal;
  /** factor on the waits of Retry and Wait; 0 for tests */
  waitScale?: number;
  now?: () => Date;
}

/**
 * Runs a state machine here as Step Functions would in the cloud. How the execution ends is in the outcome.
 * Throws UnsupportedMachine, before anything starts, for a machine that would not run as in AWS.
 */
export async function runMachine(options: RunMachineOptions): Promise<Outcome> {
  const {
    definition,
    substitutions = {},
    input,
    machineName,
    name,
    addresses,
    signal,
    waitScale = 1,
  } = options;
  const program = loadProgram(definition, substitutions, waitScale);
  const engine = {
    machineName,
    store: options.store,
    urlOf: addresses.urlOf,
    keyOf: addresses.keyOf,
    invoke: options.invoke,
    concurrency: options.concurrency,
    emit: (event: EngineEvent) => {
      const upcoming =
        event.type === 'StateEntered' && event.execution === name && program.upcoming.get(event.state);
      if (upcoming) options.onUpcoming?.(upcoming);
      options.onEvent?.(event);
    },
    now: options.now ?? (() => new Date()),
  };
  const execution = newExecution(
    engine,
    name,
    `arn:aws:states:local:000000000000:execution:${machineName}:${name}`,
    input,
  );
  const stop = () => execution.stop.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await execute(program, input, execution);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
