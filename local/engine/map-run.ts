import { createHash } from 'node:crypto';
import { within } from './clock.ts';
import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { MapRun } from './map-children.ts';
import { planMap } from './map-plan.ts';
import type { DistributedMap } from './program.ts';
import type { Scope } from './scope.ts';

/**
 * Runs a Distributed Map: children side by side, results in the order of the list, so that the
 * outcome does not depend on the concurrency. Once more items have failed than is tolerated the
 * running children are stopped, the rest stay pending, and it throws
 * States.ExceedToleratedFailureThreshold.
 */
export async function runMap(map: DistributedMap, input: Json, scope: Scope): Promise<Json> {
  const { engine, signal: outer, mapRuns } = scope;
  const attempt = mapRuns.get(map.name) ?? 0;
  mapRuns.set(map.name, attempt + 1);
  const uuid = nameUuid(`${scope.id}/${map.name}/${attempt}`);
  const path = `${engine.machineName}/${map.state.Label ?? map.name}`;
  const mapRunArn = `arn:aws:states:local:000000000000:mapRun:${path}:${uuid}`;
  return within(outer, async (signal, stop) => {
    const plan = await planMap(map, input, scope, { uuid, mapRunArn });
    const run = new MapRun(map, plan, scope, { uuid, path, signal, stop });
    await run.children();
    const result = await run.results.finish();
    const { failed, total } = run.counts;
    if (plan.exceeds(failed))
      throw new StateFailure(
        'States.ExceedToleratedFailureThreshold',
        `${failed} of ${total} items failed, which is more than the Map tolerates.`,
      );
    return result;
  });
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
