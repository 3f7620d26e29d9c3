import type { Store } from '../../shared/store/store.ts';
import type { Addresses } from './addresses.ts';
import type { Clock } from './clock.ts';
import type { EngineEvent } from './events.ts';
import type { Json, JsonObject } from './json.ts';
import type { DistributedMap } from './program.ts';

/** Calls a function by name or ARN. The function's error is thrown, under its own name. */
export type Invoke = (
  functionArn: string,
  payload: Json,
  options: { signal: AbortSignal },
) => Promise<Json>;

/** What all executions of one run share. */
export interface Engine extends Addresses {
  machineName: string;
  store: Store;
  invoke: Invoke;
  /** runs a Distributed Map to its end */
  distribute(map: DistributedMap, input: Json, scope: Scope): Promise<Json>;
  /** children of one Map Run that run at the same time, at most */
  concurrency: number;
  emit(event: EngineEvent): void;
  clock: Clock;
  /** factor on the waits of Retry and Wait */
  waitScale: number;
}

/** Where states run: an execution, or a branch or iteration inside it. */
export interface Scope {
  engine: Engine;
  /** name of the execution, for events */
  execution: string;
  /**
   * unique in the run, the same whatever the order of things: the names of Map Runs come from it
   */
  id: string;
  /** aborted, with a StateFailure for its reason, when nothing more may be begun */
  signal: AbortSignal;
  context: JsonObject;
  /** Map Runs begun, by state: a retried Map begins another */
  mapRuns: Map<string, number>;
}

/**
 * A branch or an iteration: it ends with its siblings, and its Map Runs have names of their own.
 */
export const inside = (scope: Scope, part: string, signal: AbortSignal): Scope => ({
  ...scope,
  id: `${scope.id}/${part}`,
  signal,
  mapRuns: new Map(),
});
