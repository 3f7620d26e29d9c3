import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../../local/engine/json.ts';
import { createPool, type Pool } from '../../../local/pool/pool.ts';
import { sampleFunctions } from '../pool/sample-functions.ts';
import {
  distributedMap,
  machine,
  retry,
  run,
  storeWithList,
  task,
  writesResults,
} from './sample-machines.ts';

let made: Awaited<ReturnType<typeof sampleFunctions>>;
let pool: Pool;

beforeAll(async () => {
  made = await sampleFunctions();
});
afterAll(() => made.remove());
afterEach(() => pool.close());

/** A Map over acts for the sample function: each line of the list is an event. */
async function listOf(acts: Json[]) {
  const store = await storeWithList(0);
  await store.put('memory://data/list.jsonl', acts.map((act) => JSON.stringify(act)).join('\n'));
  return store;
}

it('a crashed, a hanging and a greedy child fail by name; the others are done', async () => {
  pool = createPool({
    functions: {
      work: made.sample({ memorySize: 192 }),
      short: made.sample({ timeout: 2, memorySize: 192 }),
    },
    maxWorkers: 2,
    workerEntry: made.workerEntry,
  });
  const store = await listOf([
    {},
    { act: 'exit', code: 1 },
    { act: 'spin' },
    { act: 'hold', mb: 400 },
    { act: 'throw', name: 'NotFits' },
    {},
  ]);
  const { outcome } = await run(machine({ map: distributedMap({ ToleratedFailureCount: 4 }) }), {
    store,
    // only what hangs is to be over its time, however busy the machine is
    invoke: (name, payload, context) =>
      pool.invoke(JSON.stringify(payload).includes('spin') ? 'short' : name, payload, context),
  });
  const results = outcome.output as { Error?: string; Cause?: string }[];
  expect(results.map(({ Error: name }) => name)).toEqual([
    undefined,
    'Runtime.ExitError',
    'Sandbox.Timedout',
    'Runtime.OutOfMemory',
    'NotFits',
    undefined,
  ]);
  expect(JSON.parse(results[4]!.Cause!)).toMatchObject({
    errorType: 'NotFits',
    errorMessage: 'It is broken.',
  });
});

it('a task that dies of memory is done by the bigger function', async () => {
  pool = createPool({
    functions: {
      small: made.sample({ memorySize: 192 }),
      large: made.sample({ memorySize: 1024 }),
    },
    maxWorkers: 2,
    workerEntry: made.workerEntry,
  });
  const { End: _, ...first } = task('small', {
    Retry: [retry('StoreUnavailable')],
    Catch: [{ ErrorEquals: ['Runtime.OutOfMemory'], ResultPath: null, Next: 'large' }],
    Next: 'done',
  });
  const ladder = { small: first, large: task('large'), done: { Type: 'Succeed' } };
  const { outcome } = await run(machine({ map: distributedMap({}, ladder) }), {
    store: await listOf([
      { act: 'hold', mb: 8 },
      { act: 'hold', mb: 400 },
    ]),
    invoke: pool.invoke,
  });
  expect(outcome.output).toEqual([{ held: 1 }, { held: 50 }]);
  expect(pool.stats.errors).toEqual({ 'Runtime.OutOfMemory': 1 });
});

it('once too many have failed the running processes are stopped', async () => {
  pool = createPool({
    functions: { work: made.sample() },
    maxWorkers: 2,
    workerEntry: made.workerEntry,
  });
  const store = await listOf([{ act: 'spin' }, { act: 'throw', name: 'Bad' }, {}]);
  const { outcome } = await run(machine({ map: distributedMap(writesResults) }), {
    store,
    invoke: pool.invoke,
    concurrency: 2,
  });
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
  });
  expect(pool.stats.errors).toEqual({ Bad: 1, Aborted: 1 });
});
