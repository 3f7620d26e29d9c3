import { createHash } from 'node:crypto';
import type { Batch } from './batches.ts';
import type { MapRunCounts } from './events.ts';
import { type Execution, execute, newExecution, type Outcome } from './execution.ts';
import { StateFailure, stopped } from './failures.ts';
import { inOrder } from './in-order.ts';
import type { Json } from './json.ts';
import { planMap } from './map-plan.ts';
import type { MapProgram } from './program.ts';
import type { ChildRecord } from './results.ts';

/** Records of children that have ended while an earlier one still runs: no more than this many characters, about. */
const maxBacklog = 64 * 1024 * 1024;

/**
 * Runs a Distributed Map: children side by side, results in the order of the list, so that the outcome does not depend on the
 * concurrency. Once more items have failed than is tolerated the running children are stopped and the rest stay pending.
 */
export async function runMap(map: MapProgram, input: Json, execution: Execution): Promise<Json> {
  const { engine, name: executionName, stop } = execution;
  const { name: state } = map;
  const attempt = execution.mapRuns.get(state) ?? 0;
  execution.mapRuns.set(state, attempt + 1);

  const uuid = nameUuid(`${execution.id}/${state}/${attempt}`);
  const path = `${engine.machineName}/${map.state.Label ?? state}`;
  const arn = (kind: string) => `arn:aws:states:local:000000000000:${kind}:${path}`;
  const kind = map.state.ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS' ? 'express' : 'execution';
  const plan = await planMap(map.state, input, execution, { uuid, mapRunArn: `${arn('mapRun')}:${uuid}` });

  const results = inOrder(plan.sink);
  const running = new Set<AbortController>();
  const counts: MapRunCounts = {
    total: plan.total,
    pending: plan.total,
    running: 0,
    succeeded: 0,
    failed: 0,
  };
  const progress = () => engine.emit({ type: 'MapRunProgress', execution: executionName, state, ...counts });
  let wake = () => {};
  const stopChildren = () => {
    for (const child of running) child.abort();
    wake();
  };
  stop.signal.addEventListener('abort', stopChildren, { once: true });

  const runChild = async (batch: Batch): Promise<void> => {
    const { index, items } = batch;
    const name = nameUuid(`${uuid}/${index}`);
    const child = newExecution(engine, name, `${arn(kind)}:${name}`, batch.input);
    running.add(child.stop);
    counts.pending -= items;
    counts.running += items;
    const started = engine.now();
    engine.emit({ type: 'ChildStarted', execution: executionName, state, child: index, items });
    const outcome = await execute(map.child, batch.input, child).finally(() => running.delete(child.stop));
    const ended = engine.now();
    counts.running -= items;
    if (outcome.status === 'SUCCEEDED') counts.succeeded += items;
    else if (outcome.status !== 'ABORTED') counts.failed += items;
    results.put(index, {
      ...recordOf(batch.input, outcome),
      ExecutionArn: child.id,
      Name: name,
      StartDate: started.toISOString(),
      StateMachineArn: arn('stateMachine'),
      StopDate: ended.toISOString(),
    });
    engine.emit({
      type: 'ChildEnded',
      execution: executionName,
      state,
      child: index,
      items,
      status: outcome.status,
      duration: (ended.getTime() - started.getTime()) / 1000,
      ...(outcome.error === undefined ? {} : { error: outcome.error }),
    });
    progress();
    if (plan.exceeds(counts.failed)) stopChildren();
    wake();
  };

  const children = new Set<Promise<void>>();
  const until = async (free: () => boolean): Promise<void> => {
    while (!free()) await new Promise<void>((resolve) => (wake = resolve));
  };
  progress();
  try {
    for await (const batch of plan.batches) {
      await until(
        () =>
          running.size === 0 ||
          (running.size < plan.concurrency && results.backlog() < maxBacklog) ||
          stop.signal.aborted,
      );
      if (stop.signal.aborted) break;
      if (plan.exceeds(counts.failed)) {
        results.put(batch.index, {
          Input: JSON.stringify(batch.input),
          InputDetails: { Included: true },
          Status: 'PENDING',
        });
        await results.written();
        continue;
      }
      const work = runChild(batch);
      children.add(work);
      const forget = () => children.delete(work);
      work.then(forget, () => {});
    }
    await until(() => running.size === 0);
  } catch (error) {
    stopChildren();
    throw error;
  } finally {
    await Promise.all(children);
    stop.signal.removeEventListener('abort', stopChildren);
  }
  if (stop.signal.aborted) throw stopped();
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
  const given = { Input: JSON.stringify(input), InputDetails: { Included: true }, Status: status } as const;
  if (status === 'SUCCEEDED')
    return { ...given, Output: JSON.stringify(output ?? null), OutputDetails: { Included: true } };
  return {
    ...given,
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
  };
}

/** A UUID (version 8 of RFC 9562) that the name alone decides, so that a repeated run writes under the same keys. */
function nameUuid(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
