import { describe, expect, it } from 'vitest';
import type { ChildEnded, EngineEvent } from '../../../local/engine/events.ts';
import type { Json, JsonObject } from '../../../local/engine/json.ts';
import type { Store } from '../../../shared/store/store.ts';
import {
  distributedMap,
  machine,
  named,
  readJson,
  retry,
  run,
  storeWithList,
  task,
  writesResults,
} from './sample-machines.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const numberOf = (payload: Json): number => (payload as { n: number }).n;

/** What the sample Map wrote, by file name. */
async function mapFiles(store: Store): Promise<Record<string, Json>> {
  const files: Record<string, Json> = {};
  for await (const { url } of store.list('memory://data/maps/')) {
    files[url.split('/').at(-1)!] = await readJson(store, url.slice('memory://data/'.length));
  }
  return files;
}

describe('a Distributed Map', () => {
  it('without a ResultWriter answers the outputs in the order of the list', async () => {
    const store = await storeWithList(20);
    const { outcome } = await run(machine({ map: distributedMap() }), {
      store,
      invoke: async (_, payload) => {
        await wait(numberOf(payload) % 3);
        return { square: numberOf(payload) ** 2 };
      },
    });
    expect(outcome.output).toEqual(Array.from({ length: 20 }, (_, n) => ({ square: n ** 2 })));
  });

  it('writes manifest and results in Step Functions’ form', async () => {
    const store = await storeWithList(3);
    const { outcome } = await run(
      machine({
        map: distributedMap({ ...writesResults, ToleratedFailureCount: 1, Label: 'detect' }),
      }),
      {
        store,
        invoke: async (_, payload) => {
          if (numberOf(payload) === 1) throw named('NotFits', 'no FITS');
          return { n: payload };
        },
      },
    );
    const {
      'manifest.json': manifest,
      'SUCCEEDED_0.json': succeeded,
      'FAILED_0.json': failed,
      ...rest
    } = await mapFiles(store);
    expect(rest).toEqual({});
    const { MapRunArn, ResultWriterDetails } = outcome.output as {
      MapRunArn: string;
      ResultWriterDetails: JsonObject;
    };
    expect(MapRunArn).toMatch(
      /^arn:aws:states:local:000000000000:mapRun:sample\/detect:[\da-f-]{36}$/,
    );
    const folder = `maps/${MapRunArn.split(':').at(-1)}`;
    expect(ResultWriterDetails).toEqual({ Bucket: 'data', Key: `${folder}/manifest.json` });
    expect(manifest).toEqual({
      DestinationBucket: 'data',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: expect.any(Number) }],
        PENDING: [],
        SUCCEEDED: [
          {
            Key: `${folder}/SUCCEEDED_0.json`,
            Size: (await store.head(`memory://data/${folder}/SUCCEEDED_0.json`))!.size,
          },
        ],
      },
    });
    const common = {
      ExecutionArn: expect.stringMatching(
        /^arn:aws:states:local:000000000000:express:sample\/detect:/,
      ),
      InputDetails: { Included: true },
      Name: expect.any(String),
      StartDate: '1970-01-01T00:00:00.000Z',
      StopDate: '1970-01-01T00:00:00.000Z',
      StateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:sample/detect',
    };
    const success = (n: number) => ({
      ...common,
      Input: `{"n":${n}}`,
      Output: `{"n":{"n":${n}}}`,
      OutputDetails: { Included: true },
      Status: 'SUCCEEDED',
    });
    expect(succeeded).toEqual([success(0), success(2)]);
    expect(failed).toEqual([
      {
        ...common,
        Input: '{"n":1}',
        Status: 'FAILED',
        Error: 'NotFits',
        Cause: '{"errorType":"NotFits","errorMessage":"no FITS","trace":[]}',
      },
    ]);
  });

  it('gives the same bytes whatever the concurrency', async () => {
    const bytesAt = async (concurrency: number) => {
      const store = await storeWithList(60);
      const map = distributedMap({
        ...writesResults,
        ToleratedFailurePercentage: 50,
        ItemBatcher: { MaxItemsPerBatch: 3 },
      });
      const { outcome } = await run(machine({ map }), {
        store,
        concurrency,
        invoke: async (_, payload) => {
          const [first] = (payload as { Items: { n: number }[] }).Items;
          await wait((first!.n * 7) % 5);
          if (first!.n % 4 === 0) throw named('Bad');
          return first!;
        },
      });
      return { outcome, files: await mapFiles(store) };
    };
    const one = await bytesAt(1);
    expect(one.outcome.status).toBe('SUCCEEDED');
    expect(await bytesAt(13)).toEqual(one);
    expect(await bytesAt(60)).toEqual(one);
  });

  it.each([
    ['the machine’s', { MaxConcurrency: 3 }, 8, 3],
    ['the path’s', { MaxConcurrencyPath: '$.at' }, 8, 2],
    ['this computer’s', { MaxConcurrency: 0 }, 4, 4],
  ])(
    'runs as many children at a time as %s concurrency says',
    async (_, more, concurrency, most) => {
      let now = 0;
      let peak = 0;
      await run(machine({ map: distributedMap(more) }), {
        store: await storeWithList(30),
        concurrency,
        input: { at: 2 },
        invoke: async () => {
          peak = Math.max(peak, ++now);
          await wait(2);
          now--;
          return null;
        },
      });
      expect(peak).toBe(most);
    },
  );

  it('retries inside a child by error name', async () => {
    const tried = new Map<number, number>();
    const { outcome } = await run(
      machine({
        map: distributedMap({}, { work: task('work', { Retry: [retry('StoreUnavailable')] }) }),
      }),
      {
        store: await storeWithList(4),
        invoke: async (_, payload) => {
          const n = numberOf(payload);
          tried.set(n, (tried.get(n) ?? 0) + 1);
          if (tried.get(n)! <= 2 && n % 2) throw named('StoreUnavailable');
          return n;
        },
      },
    );
    expect(outcome.output).toEqual([0, 1, 2, 3]);
    expect([...tried.values()]).toEqual([1, 3, 1, 3]);
  });

  it('a Retry on the Map starts a new Map Run under another key', async () => {
    const store = await storeWithList(1);
    let calls = 0;
    const map = distributedMap({
      ...writesResults,
      Retry: [retry('States.ExceedToleratedFailureThreshold')],
    });
    const { outcome } = await run(machine({ map }), {
      store,
      invoke: async () => {
        if (++calls < 3) throw named('Bad');
        return null;
      },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    const manifests: string[] = [];
    for await (const { url } of store.list('memory://data/maps/'))
      if (url.endsWith('manifest.json')) manifests.push(url);
    expect(manifests).toHaveLength(3);
  });

  it('an EXPRESS child lives five minutes at most', async () => {
    // The clock of the children is Node's; five minutes pass in 30 ms here.
    const { setTimeout } = globalThis;
    const hurried = (work: () => void, ms: number) => setTimeout(work, ms === 300_000 ? 30 : ms);
    globalThis.setTimeout = hurried as typeof globalThis.setTimeout;
    const { outcome } = await run(machine({ map: distributedMap({ ToleratedFailureCount: 1 }) }), {
      store: await storeWithList(1),
      invoke: (_, __, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(named('Aborted'))),
        ),
    }).finally(() => {
      globalThis.setTimeout = setTimeout;
    });
    expect(outcome.output).toMatchObject([{ Status: 'TIMED_OUT', Error: 'States.Timeout' }]);
  });

  it('tells of its progress in items', async () => {
    const { events } = await run(
      machine({
        map: distributedMap({ ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 5 }),
      }),
      {
        store: await storeWithList(5),
        concurrency: 1,
        invoke: async (_, payload) => {
          if ((payload as { Items: Json[] }).Items.length === 1) throw named('Bad');
          return null;
        },
      },
    );
    const progress = events.filter((event) => event.type === 'MapRunProgress');
    expect(progress[0]).toMatchObject({
      total: 5,
      pending: 5,
      running: 0,
      succeeded: 0,
      failed: 0,
    });
    expect(progress.at(-1)).toMatchObject({
      total: 5,
      pending: 0,
      running: 0,
      succeeded: 4,
      failed: 1,
    });
    for (const { total, pending, running, succeeded, failed } of progress)
      expect(pending + running + succeeded + failed).toBe(total);
    const ends = events.filter(
      (event: EngineEvent): event is ChildEnded => event.type === 'ChildEnded',
    );
    expect(
      ends.map(({ child, items, status, error }) => ({ child, items, status, error })),
    ).toEqual([
      { child: 0, items: 2, status: 'SUCCEEDED', error: undefined },
      { child: 1, items: 2, status: 'SUCCEEDED', error: undefined },
      { child: 2, items: 1, status: 'FAILED', error: 'Bad' },
    ]);
  });
});

describe('tolerated failures count items', () => {
  const withFailures = async (failed: number, more: JsonObject, input: JsonObject = {}) => {
    const store = await storeWithList(10);
    const { outcome } = await run(machine({ map: distributedMap({ ...writesResults, ...more }) }), {
      store,
      input,
      concurrency: 1,
      invoke: async (_, payload) => {
        const items =
          'Items' in (payload as JsonObject) ? (payload as { Items: Json[] }).Items : [payload];
        if (items.some((item) => numberOf(item) < failed)) throw named('Bad');
        return null;
      },
    });
    return { status: outcome.status, error: outcome.error, files: await mapFiles(store) };
  };
  const passed = { status: 'SUCCEEDED' };
  const exceeded = { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' };

  it.each([
    ['none by default', 0, {}, passed],
    ['one is too many by default', 1, {}, exceeded],
    ['20 % of 10 at 20 %', 2, { ToleratedFailurePercentage: 20 }, passed],
    ['30 % of 10 at 20 %', 3, { ToleratedFailurePercentage: 20 }, exceeded],
    ['by path', 3, { ToleratedFailurePercentagePath: '$.share' }, passed],
    ['2 of 2', 2, { ToleratedFailureCount: 2 }, passed],
    ['3 of 2', 3, { ToleratedFailureCount: 2 }, exceeded],
    [
      'the stricter of both',
      3,
      { ToleratedFailureCount: 2, ToleratedFailurePercentage: 90 },
      exceeded,
    ],
    [
      'a whole batch for one item',
      1,
      { ToleratedFailureCount: 4, ItemBatcher: { MaxItemsPerBatch: 5 } },
      exceeded,
    ],
    ['all', 10, { ToleratedFailurePercentage: 100 }, passed],
  ])('as Step Functions does: %s', async (_, failed, more, expected) => {
    expect(await withFailures(failed, more, { share: 30 })).toMatchObject(expected);
  });

  it('stops once too many have failed, and tells what was not begun', async () => {
    const { files } = await withFailures(2, { ToleratedFailureCount: 1 });
    expect(files['FAILED_0.json']).toHaveLength(2);
    expect(files['PENDING_0.json']).toEqual(
      Array.from({ length: 8 }, (_, i) => ({
        Input: `{"n":${i + 2}}`,
        InputDetails: { Included: true },
        Status: 'PENDING',
      })),
    );
  });

  it('stops the children that are running', async () => {
    const store = await storeWithList(4);
    const { outcome } = await run(machine({ map: distributedMap(writesResults) }), {
      store,
      concurrency: 4,
      invoke: (_, payload, { signal }) =>
        new Promise((_, reject) => {
          if (numberOf(payload) === 2) setImmediate(() => reject(named('Bad')));
          signal.addEventListener('abort', () => reject(named('Aborted')));
        }),
    });
    expect(outcome).toMatchObject(exceeded);
    const failed = (await mapFiles(store))['FAILED_0.json'] as { Status: string }[];
    expect(failed.map(({ Status }) => Status)).toEqual(['ABORTED', 'ABORTED', 'FAILED', 'ABORTED']);
  });
});

it('a stopped run stops its children and writes no manifest', async () => {
  const stop = new AbortController();
  const store = await storeWithList(50);
  const { outcome } = await run(machine({ map: distributedMap(writesResults) }), {
    store,
    signal: stop.signal,
    invoke: async (_, payload) => {
      if (numberOf(payload) === 20) stop.abort();
      return null;
    },
  });
  expect(outcome).toEqual({ status: 'ABORTED' });
  expect(await mapFiles(store)).toEqual({});
});
