import { createHash } from 'node:crypto';
import type { Batch } from './batches.ts';
import { within } from './clock.ts';
import type { MapRunCounts } from './events.ts';
import { execute, type Outcome } from './execution.ts';
import { StateFailure, Stopped } from './failures.ts';
import { inOrder } from './in-order.ts';
import type { Json } from './json.ts';
import { EXPRESS_SECONDS } from './limits.ts';
import { planMap } from './map-plan.ts';
import type { DistributedMap } from './program.ts';
import type { ChildRecord } from './results.ts';
import type { Scope } from './scope.ts';

/**
 * Records of children that have ended while an earlier one still runs: no more than this many
 * characters, about.
 */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/**
 * Runs a Distributed Map: children side by side, results in the order of the list, so that the
 * outcome does not depend on the concurrency. Once more items have failed than is tolerated the
 * running children are stopped and the rest stay pending.
 */
export async function runMap(map: DistributedMap, input: Json, scope: Scope): Promise<Json> {
  const attempt = scope.mapRuns.get(map.name) ?? 0;
  scope.mapRuns.set(map.name, attempt + 1);
  return within(scope.signal, (signal, stop) =>
    runChildren(map, input, scope, {
      uuid: nameUuid(`${scope.id}/${map.name}/${attempt}`),
      signal,
      stop,
    }),
  );
}

async function runChildren(
  map: DistributedMap,
  input: Json,
  scope: Scope,
  { uuid, signal, stop }: { uuid: string; signal: AbortSignal; stop: (reason: unknown) => void },
): Promise<Json> {
  const { engine, execution } = scope;
  const { clock } = engine;
  const state = map.name;
  const path = `${engine.machineName}/${map.state.Label ?? state}`;
  const arn = (kind: string) => `arn:aws:states:local:000000000000:${kind}:${path}`;
  const isExpress = map.state.ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS';
  const plan = await planMap(map, input, scope, { uuid, mapRunArn: `${arn('mapRun')}:${uuid}` });

  const results = inOrder(plan.sink);
  let running = 0;
  const counts: MapRunCounts = {
    total: plan.total,
    pending: plan.total,
    running: 0,
    succeeded: 0,
    failed: 0,
  };
  const progress = () => engine.emit({ type: 'MapRunProgress', execution, state, ...counts });
  let wake = () => {};

  const runChild = async ({ index, items, input }: Batch): Promise<void> => {
    const name = childName(uuid, index);
    const id = `${arn(isExpress ? 'express' : 'execution')}:${name}`;
    const started = clock.now();
    running++;
    counts.pending -= items;
    counts.running += items;
    engine.emit({ type: 'ChildStarted', execution, state, child: index, items });
    const outcome = await execute(map.child, {
      engine,
      name,
      id,
      input,
      started,
      signal,
      timeoutSeconds: isExpress ? EXPRESS_SECONDS : undefined,
    });
    const ended = clock.now();
    running--;
    counts.running -= items;
    if (outcome.status === 'SUCCEEDED') counts.succeeded += items;
    else if (outcome.status !== 'ABORTED') counts.failed += items;
    results.put(index, {
      ...recordOf(input, outcome),
      ExecutionArn: id,
      Name: name,
      StartDate: started.toISOString(),
      StateMachineArn: arn('stateMachine'),
      StopDate: ended.toISOString(),
    });
    engine.emit({
      type: 'ChildEnded',
      execution,
      state,
      child: index,
      items,
      status: outcome.status,
      duration: (ended.getTime() - started.getTime()) / 1000,
      ...(outcome.error === undefined ? {} : { error: outcome.error }),
    });
    progress();
    if (plan.exceeds(counts.failed)) stop(new Stopped());
    wake();
  };

  const { signal: outer } = scope;
  const onAbort = () => wake();
  outer.addEventListener('abort', onAbort, { once: true });
  const until = async (free: () => boolean): Promise<void> => {
    while (!free()) await new Promise<void>((resolve) => (wake = resolve));
  };
  progress();
  let broken: { error: unknown } | undefined;
  try {
    for await (const batch of plan.batches) {
      await until(
        () =>
          running === 0 ||
          (running < plan.concurrency && results.backlog() < MAX_BACKLOG_BYTES) ||
          outer.aborted ||
          broken !== undefined,
      );
      if (outer.aborted || broken) break;
      if (plan.exceeds(counts.failed)) {
        results.put(batch.index, {
          Input: JSON.stringify(batch.input),
          InputDetails: { Included: true },
          Status: 'PENDING',
        });
        await results.written();
        continue;
      }
      runChild(batch).catch((error) => {
        broken = { error };
        wake();
      });
    }
  } catch (error) {
    broken = { error };
  } finally {
    if (broken) stop(new Stopped());
    await until(() => running === 0);
    outer.removeEventListener('abort', onAbort);
  }
  outer.throwIfAborted();
  if (broken) throw broken.error;
  const result = await results.finish();
  if (plan.exceeds(counts.failed)) {
    throw new StateFailure(
      'States.ExceedToleratedFailureThreshold',
      `${counts.failed} of ${counts.total} items failed, which is more than the Map tolerates.`,
    );
  }
  return result;
}

function recordOf(input: Json, { status, output, error, cause }: Outcome): ChildRecord {
  const given = {
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Status: status,
  } as const;
  if (status === 'SUCCEEDED')
    return { ...given, Output: JSON.stringify(output ?? null), OutputDetails: { Included: true } };
  return {
    ...given,
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
  };
}

/**
 * A UUID (version 8 of RFC 9562) that the name alone decides, so that a repeated run writes under
 * the same keys.
 */
function nameUuid(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A Map Run's UUID with the child's number for its last digits. */
const childName = (uuid: string, index: number): string =>
  uuid.slice(0, 24) + index.toString(16).padStart(12, '0');
