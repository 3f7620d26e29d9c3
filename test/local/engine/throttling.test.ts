import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../local/engine/json.ts';
import { machines } from '../../../scripts/machines/machines.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { lambdaModel, simulatedClock } from './lambda-model.ts';
import { named, run, storeWithList } from './sample-machines.ts';

// The jitter of the waits is the same each time.
beforeEach(() => {
  const random = seededRandom(3);
  vi.spyOn(Math, 'random').mockImplementation(() => random.uniform());
});
afterEach(() => vi.restoreAllMocks());

/** The map of detect-sources, as it is deployed. */
function detections(): JsonObject {
  const { States } = JSON.parse(
    JSON.stringify(machines['detect-sources']).replaceAll(/\$\{(\w+)FunctionArn\}/g, '$1'),
  );
  const { Catch: _, Next: __, ...map } = States.Detections;
  return { StartAt: 'Detections', States: { Detections: { ...map, End: true } } };
}

const input = {
  run: 'memory://data/runs/one',
  bucket: 'data',
  part: { itemsKey: 'list.jsonl', isBeginning: false, items: 0 },
  mapsPrefix: 'maps',
  batchSize: 1,
  maxConcurrency: 1000,
  toleratedFailurePercentage: 0,
};

/** Runs so many images on an account with so many free executions. */
async function throttledRun(
  images: number,
  executions: number,
  seconds: number,
  breaksOff = () => false,
) {
  const { clock, seconds: now, pass } = simulatedClock();
  const lambda = lambdaModel({
    clock,
    executions,
    coldStart: 3,
    work(name) {
      if (name === 'DetectSources' && breaksOff()) throw named('Runtime.OutOfMemory');
      return seconds;
    },
  });
  const { outcome, events } = await pass(
    run(detections(), {
      store: await storeWithList(images),
      input,
      invoke: lambda.invoke,
      concurrency: 10_000,
      clock,
      waitScale: 1,
    }),
  );
  const ended = events.filter(
    (event) => event.type === 'ChildEnded' && event.status === 'SUCCEEDED',
  ).length;
  return { outcome, ended, ...lambda.told, took: now() };
}

describe('a throttled map ends whole', () => {
  it.each([
    [200, 100, 60],
    [300, 10, 5],
    [1000, 1, 2],
  ])('%i images with %i free executions, %i s each', async (images, executions, seconds) => {
    const { outcome, ended, throttled, most, took } = await throttledRun(
      images,
      executions,
      seconds,
    );
    expect(outcome.status).toBe('SUCCEEDED');
    expect(ended).toBe(images);
    expect(throttled).toBeGreaterThan(0);
    expect(most).toBe(executions);
    // Waiting costs no more than the work itself.
    expect(took).toBeLessThan((2 * images * seconds) / executions + 10 * seconds);
  });

  it('where every third image needs the larger function, too', async () => {
    let calls = 0;
    const { outcome, ended } = await throttledRun(60, 5, 20, () => calls++ % 3 === 0);
    expect(outcome.status).toBe('SUCCEEDED');
    expect(ended).toBe(60);
  });
});
