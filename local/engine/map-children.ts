import type { Batch } from './batches.ts';
import type { MapRunCounts } from './events.ts';
import { execute, type Outcome } from './execution.ts';
import { Stopped } from './failures.ts';
import { inOrder } from './in-order.ts';
import type { Json } from './json.ts';
import { EXPRESS_SECONDS } from './limits.ts';
import type { MapPlan } from './map-plan.ts';
import type { DistributedMap } from './program.ts';
import type { ChildRecord } from './results.ts';
import type { Scope } from './scope.ts';

/**
 * Records of children that have ended while an earlier one still runs: no more than this many
 * characters, about.
 */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/** How a Map Run is called, and what ends its children. */
export interface MapRunControl {
  uuid: string;
  /** of its ARNs: the machine and the state */
  path: string;
  /** of the children */
  signal: AbortSignal;
  stop(reason: unknown): void;
}

/** The children of one Distributed Map. */
export class MapRun {
  readonly counts: MapRunCounts;
  readonly results: ReturnType<typeof inOrder>;
  readonly #map: DistributedMap;
  readonly #plan: MapPlan;
  readonly #scope: Scope;
  readonly #control: MapRunControl;
  /** children */
  #running = 0;
  #broken: { error: unknown } | undefined;
  #wake = () => {};

  constructor(map: DistributedMap, plan: MapPlan, scope: Scope, control: MapRunControl) {
    this.#map = map;
    this.#plan = plan;
    this.#scope = scope;
    this.#control = control;
    this.results = inOrder(plan.sink);
    const { total } = plan;
    this.counts = { total, pending: total, running: 0, succeeded: 0, failed: 0 };
  }

  /**
   * Runs them, and is over when none runs any more. Throws what is no child's failure, and the
   * reason of who stopped the Map.
   */
  async children(): Promise<void> {
    const { signal: outer } = this.#scope;
    const onAbort = () => this.#wake();
    outer.addEventListener('abort', onAbort, { once: true });
    this.#progress();
    try {
      await this.#startAll();
    } catch (error) {
      this.#broken = { error };
    } finally {
      if (this.#broken) this.#control.stop(new Stopped());
      await this.#until(() => this.#running === 0);
      outer.removeEventListener('abort', onAbort);
    }
    outer.throwIfAborted();
    if (this.#broken) throw this.#broken.error;
  }

  /** Starts each child in its turn; what is left when too many have failed stays pending. */
  async #startAll(): Promise<void> {
    const { signal: outer } = this.#scope;
    for await (const batch of this.#plan.batches) {
      await this.#until(() => this.#isFree() || outer.aborted || this.#broken !== undefined);
      if (outer.aborted || this.#broken) return;
      if (this.#plan.exceeds(this.counts.failed)) {
        this.results.put(batch.index, { ...givenTo(batch.input), Status: 'PENDING' });
        await this.results.written();
        continue;
      }
      this.#runChild(batch).catch((error) => {
        this.#broken = { error };
        this.#wake();
      });
    }
  }

  #isFree(): boolean {
    if (this.#running === 0) return true;
    return this.#running < this.#plan.concurrency && this.results.backlog() < MAX_BACKLOG_BYTES;
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  async #runChild({ index, items, input }: Batch): Promise<void> {
    const { engine, execution } = this.#scope;
    const { name: state, child, state: definition } = this.#map;
    const { uuid, signal } = this.#control;
    const isExpress = definition.ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS';
    const name = childName(uuid, index);
    const id = `${this.#arn(isExpress ? 'express' : 'execution')}:${name}`;
    const started = engine.clock.now();
    this.#running++;
    this.counts.pending -= items;
    this.counts.running += items;
    engine.emit({ type: 'ChildStarted', execution, state, child: index, items });
    const timeoutSeconds = isExpress ? EXPRESS_SECONDS : undefined;
    const outcome = await execute(child, {
      engine,
      name,
      id,
      input,
      started,
      signal,
      timeoutSeconds,
    });
    const ended = engine.clock.now();
    this.#running--;
    this.#count(items, outcome);
    this.results.put(index, {
      ...recordOf(input, outcome),
      ExecutionArn: id,
      Name: name,
      StartDate: started.toISOString(),
      StateMachineArn: this.#arn('stateMachine'),
      StopDate: ended.toISOString(),
    });
    const { status, error } = outcome;
    const duration = (ended.getTime() - started.getTime()) / 1000;
    engine.emit({
      ...{ type: 'ChildEnded', execution, state, child: index, items, status, duration },
      ...(error === undefined ? {} : { error }),
    });
    this.#progress();
    if (this.#plan.exceeds(this.counts.failed)) this.#control.stop(new Stopped());
    this.#wake();
  }

  #count(items: number, { status }: Outcome): void {
    this.counts.running -= items;
    if (status === 'SUCCEEDED') this.counts.succeeded += items;
    else if (status !== 'ABORTED') this.counts.failed += items;
  }

  #progress(): void {
    const { engine, execution } = this.#scope;
    engine.emit({ type: 'MapRunProgress', execution, state: this.#map.name, ...this.counts });
  }

  #arn(kind: string): string {
    return `arn:aws:states:local:000000000000:${kind}:${this.#control.path}`;
  }
}

const givenTo = (input: Json) => ({
  Input: JSON.stringify(input),
  InputDetails: { Included: true } as const,
});

function recordOf(input: Json, { status, output, error, cause }: Outcome): ChildRecord {
  const given = { ...givenTo(input), Status: status };
  if (status === 'SUCCEEDED')
    return { ...given, Output: JSON.stringify(output ?? null), OutputDetails: { Included: true } };
  return {
    ...given,
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
  };
}

/** A Map Run's UUID with the child's number for its last digits. */
const childName = (uuid: string, index: number): string =>
  uuid.slice(0, 24) + index.toString(16).padStart(12, '0');
