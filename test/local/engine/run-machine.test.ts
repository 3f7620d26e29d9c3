import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../local/engine/json.ts';
import {
  distributedMap,
  machine,
  named,
  readJson,
  retry,
  run,
  storeWithList,
  task,
  wholeMachine,
  wholeSubstitutions,
  writesResults,
} from './sample-machines.ts';

/** The waits, in ms, for which timers are set while `work` runs. */
async function timersOf(work: () => Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((then: () => void, ms: number) => {
    waits.push(ms);
    return setTimeout(then, ms);
  }) as typeof globalThis.setTimeout;
  await work().finally(() => {
    globalThis.setTimeout = setTimeout;
  });
  return waits;
}

const pass = (more: JsonObject): JsonObject => ({ Type: 'Pass', End: true, ...more });

it('asl-validator accepts the sample machines', () => {
  for (const definition of [
    wholeMachine,
    machine({ map: distributedMap() }),
    machine({ only: task('f') }),
  ]) {
    expect(aslValidator(definition, { checkPaths: true, checkArn: true }).errorsText()).toBe('');
  }
});

it('runs a whole machine: validate, fan out, reduce', async () => {
  const store = await storeWithList(5);
  await store.put(
    'memory://data/list.jsonl',
    [0, 1, 2, 3, 4].map((n) => `{"uri":"s3://b/${n}"}`).join('\n'),
  );
  const calls: unknown[] = [];
  const { outcome } = await run(wholeMachine, {
    store,
    substitutions: wholeSubstitutions,
    input: { list: 's3://data/list.txt' },
    async invoke(functionArn, payload): Promise<Json> {
      const name = functionArn.split(':').at(-1);
      if (name === 'start-run') return { bucket: 'data', maxConcurrency: 1 };
      if (name === 'merge-catalogue') return { rows: 7 };
      calls.push(payload);
      return { done: true };
    },
  });
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    output: {
      list: 's3://data/list.txt',
      run: { bucket: 'data' },
      map: {
        ResultWriterDetails: {
          Bucket: 'data',
          Key: expect.stringMatching(/^maps\/[\da-f-]{36}\/manifest\.json$/),
        },
      },
      catalogue: { rows: 7 },
    },
  });
  const item = (line: number) => ({ uri: `s3://b/${line}`, line });
  const BatchInput = { run: 'runs/run-1' };
  expect(calls).toEqual([
    { BatchInput, Items: [item(0), item(1)] },
    { BatchInput, Items: [item(2), item(3)] },
    { BatchInput, Items: [item(4)] },
  ]);
});

describe('states come out as in AWS', () => {
  const outputOf = async (States: JsonObject, input: JsonObject = {}) =>
    (await run(machine(States), { input })).outcome.output;

  it('ResultPath "$" replaces the input', async () => {
    expect(await outputOf({ a: pass({ Result: { b: 1 }, ResultPath: '$' }) }, { c: 2 })).toEqual({
      b: 1,
    });
  });

  it.each([0, false, '', null])('a Pass with Result %j', async (Result) => {
    expect(await outputOf({ a: pass({ Result, ResultPath: '$.r' }) }, { c: 2 })).toEqual({
      c: 2,
      r: Result,
    });
  });

  it('IsPresent false, and comparisons of another type', async () => {
    const decide = (rule: JsonObject, input: JsonObject) =>
      outputOf(
        {
          choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'yes' }], Default: 'no' },
          yes: pass({ Result: 'yes' }),
          no: pass({ Result: 'no' }),
        },
        input,
      );
    expect(await decide({ Variable: '$.x', IsPresent: false }, {})).toBe('yes');
    expect(await decide({ Variable: '$.x', IsPresent: false }, { x: 1 })).toBe('no');
    expect(await decide({ Variable: '$.x', IsNull: false }, { x: 1 })).toBe('yes');
    expect(await decide({ Variable: '$.x', NumericLessThan: 6 }, { x: 5 })).toBe('yes');
    expect(await decide({ Variable: '$.x', NumericLessThan: 6 }, { x: '5' })).toBe('no');
    expect(await decide({ Not: { Variable: '$.x', NumericGreaterThan: 6 } }, { x: 5 })).toBe('yes');
    expect(
      await decide(
        {
          And: [
            { Variable: '$.x', IsString: true },
            { Variable: '$.x', StringMatches: 'a*' },
          ],
        },
        { x: 'abc' },
      ),
    ).toBe('yes');
  });

  it('waits for a path’s seconds or until a time, on the clock it is given', async () => {
    const waits: number[] = [];
    const clock = {
      now: () => new Date('2026-01-01T00:00:00Z'),
      after(milliseconds: number, then: () => void) {
        waits.push(milliseconds);
        setImmediate(then);
        return () => {};
      },
    };
    const States = {
      a: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'b' },
      b: { Type: 'Wait', Timestamp: '2026-01-01T00:01:00Z', End: true },
    };
    await run(machine(States), { input: { seconds: 7 }, clock, waitScale: 1 });
    expect(waits).toEqual([7_000, 60_000]);
  });

  it('InputPath, Parameters, ResultSelector, ResultPath and OutputPath, one after the other', async () => {
    const { outcome } = await run(
      machine({
        f: {
          ...task('f'),
          InputPath: '$.a',
          Parameters: {
            FunctionName: 'f',
            Payload: { 'x.$': "$['b']", 'all.$': '$$.Execution.Input' },
          },
          ResultSelector: { 'got.$': '$.Payload', kept: 1 },
          ResultPath: '$.a.r',
          OutputPath: '$.a',
        },
      }),
      { input: { a: { b: [1] }, c: 2 }, invoke: async (_, payload) => payload },
    );
    const got = { x: [1], all: { a: { b: [1] }, c: 2 } };
    expect(outcome.output).toEqual({ b: [1], r: { got, kept: 1 } });
  });

  it.each<[string, Json]>([
    ["States.Format('{} of \\{{}\\}, it\\'s {}', $.n, 'b', $.list)", "3 of {b}, it's [1,2,2]"],
    ["States.Array('a', $.n, null, States.Array())", ['a', 3, null, []]],
    ['States.ArrayContains($.list, 2)', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayUnique($.list)', [1, 2]],
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2]]],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ["States.StringSplit('a.b,c', '.,')", ['a', 'b', 'c']],
    ['States.StringToJson(\'{"a":1}\')', { a: 1 }],
    ['States.JsonToString($.o)', '{"p":1}'],
    ['States.JsonMerge($.o, $.q, false)', { p: 2 }],
    ["States.Hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["States.Base64Decode(States.Base64Encode('é'))", 'é'],
    ['States.MathAdd($.n, -1)', 2],
  ])('%s', async (expression, value) => {
    const input = { n: 3, list: [1, 2, 2], o: { p: 1 }, q: { p: 2 } };
    expect(await outputOf({ a: pass({ Parameters: { 'r.$': expression } }) }, input)).toEqual({
      r: value,
    });
  });

  it.each<[string, JsonObject, string]>([
    [
      'a path to nothing in Parameters',
      pass({ Parameters: { 'r.$': '$.x' } }),
      'States.ParameterPathFailure',
    ],
    [
      'an intrinsic of the wrong type',
      pass({ Parameters: { 'r.$': 'States.ArrayLength($)' } }),
      'States.IntrinsicFailure',
    ],
    [
      'a ResultPath without a place',
      pass({ Result: 1, ResultPath: '$.s.x' }),
      'States.ResultPathMatchFailure',
    ],
    ['an InputPath to nothing', pass({ InputPath: '$.x' }), 'States.Runtime'],
    [
      'an ErrorPath to a name that is not one’s own',
      { Type: 'Fail', ErrorPath: '$.s' },
      'States.Runtime',
    ],
    [
      'a comparison with nothing',
      { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'a' }] },
      'States.Runtime',
    ],
    [
      'a choice of nothing',
      { Type: 'Choice', Choices: [{ Variable: '$.s', IsNull: true, Next: 'a' }] },
      'States.NoChoiceMatched',
    ],
  ])('%s fails by name', async (_, state, error) => {
    const { outcome } = await run(machine({ a: state }), { input: { s: 'States.Timeout' } });
    expect(outcome).toMatchObject({ status: 'FAILED', error });
  });

  it('the failure of a branch or an iteration ends its siblings and is caught by its name', async () => {
    const branch = (n: number) => machine({ [`b${n}`]: task(`f${n}`) });
    const catching = { Catch: [{ ErrorEquals: ['Bad'], ResultPath: '$.why', Next: 'caught' }] };
    const ended: string[] = [];
    const { outcome } = await run(
      machine({
        both: { Type: 'Parallel', Branches: [branch(1), branch(2)], ...catching, End: true },
        caught: pass({ OutputPath: '$.why.Error' }),
      }),
      {
        invoke: (name, _, { signal }) =>
          new Promise((_, reject) => {
            if (name === 'f2') setImmediate(() => reject(named('Bad')));
            signal.addEventListener('abort', () => {
              ended.push(name);
              reject(named('Aborted'));
            });
          }),
      },
    );
    expect(outcome.output).toBe('Bad');
    expect(ended).toEqual(expect.arrayContaining(['f1']));
  });

  it('a Distributed Map inside an inline Map, and inside a STANDARD child', async () => {
    const nested = (more: JsonObject, inner: JsonObject) => ({
      ...distributedMap({ ItemsPath: '$.items', ...more }, inner),
      ItemReader: undefined!,
    });
    const standard = (map: JsonObject): JsonObject => ({
      ...map,
      ItemProcessor: {
        ...(map.ItemProcessor as JsonObject),
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      },
    });
    const definition = machine({
      each: {
        Type: 'Map',
        ItemsPath: '$.groups',
        ItemProcessor: machine({
          outer: standard(
            nested({}, { inner: nested({ ...writesResults }, { work: task('work') }) }),
          ),
        }),
        End: true,
      },
    });
    const group = (n: number) => ({ items: [{ items: [n] }, { items: [n, n] }] });
    const { outcome, store } = await run(JSON.parse(JSON.stringify(definition)), {
      input: { groups: [group(1), group(2)] },
      invoke: async (_, payload) => payload,
    });
    expect(outcome.status).toBe('SUCCEEDED');
    const manifests = [];
    for await (const { url } of store.list('memory://data/maps/'))
      if (url.endsWith('manifest.json')) manifests.push(url);
    expect(new Set(manifests).size).toBe(4);
  });

  it('$$.Execution is the run’s own inside Parallel and an inline Map', async () => {
    const tell = pass({
      Parameters: { 'name.$': '$$.Execution.Name', 'start.$': '$$.Execution.Input.start' },
    });
    const output = await outputOf(
      {
        both: {
          Type: 'Parallel',
          Branches: [machine({ a: tell })],
          ResultPath: '$.parallel',
          Next: 'each',
        },
        each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemSelector: { 'value.$': '$$.Map.Item.Value' },
          ItemProcessor: machine({ b: tell }),
          ResultPath: '$.map',
          End: true,
        },
      },
      { start: 'here', items: [1] },
    );
    const told = { name: 'run-1', start: 'here' };
    expect(output).toMatchObject({ parallel: [told], map: [told] });
  });
});

describe('retry and catch by error name', () => {
  const failing = (errors: string[]) => {
    const left = [...errors];
    return async () => {
      const error = left.shift();
      if (error) throw named(error, 'why');
      return { left: left.length };
    };
  };

  it('retries the named error and no other', async () => {
    const definition = machine({ f: task('f', { Retry: [retry('StoreUnavailable')] }) });
    expect(
      (await run(definition, { invoke: failing(['StoreUnavailable', 'StoreUnavailable']) })).outcome
        .status,
    ).toBe('SUCCEEDED');
    expect(
      (await run(definition, { invoke: failing(Array(3).fill('StoreUnavailable')) })).outcome,
    ).toMatchObject({ status: 'FAILED', error: 'StoreUnavailable' });
    expect((await run(definition, { invoke: failing(['NotFits']) })).outcome).toMatchObject({
      status: 'FAILED',
      error: 'NotFits',
    });
  });

  it('waits longer each time, up to MaxDelaySeconds, scaled', async () => {
    const definition = machine({
      f: task('f', { Retry: [{ ...retry('X'), MaxAttempts: 4, MaxDelaySeconds: 3 }] }),
    });
    const waits = await timersOf(() =>
      run(definition, { waitScale: 0.01, invoke: failing(Array(4).fill('X')) }),
    );
    // 1 s, 2 s, then 4 s and 8 s cut to 3 s; the task's own timers are far longer.
    expect(waits.filter((ms) => ms < 1000)).toEqual([10, 20, 30, 30]);
  });

  it('climbs from one function to a bigger one', async () => {
    const definition = machine({
      small: task('small', {
        Catch: [
          {
            ErrorEquals: ['Runtime.OutOfMemory', 'Runtime.ExitError'],
            ResultPath: null,
            Next: 'large',
          },
        ],
      }),
      large: task('large'),
    });
    const { outcome } = await run(definition, {
      input: { n: 1 },
      invoke: async (name, payload) => {
        if (name === 'small') throw named('Runtime.OutOfMemory');
        return { by: name, payload };
      },
    });
    expect(outcome.output).toEqual({ by: 'large', payload: { n: 1 } });
  });

  it('gives the cause as Lambda’s error payload', async () => {
    const definition = machine({
      f: task('f', { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'tell' }] }),
      tell: pass({}),
    });
    const { outcome } = await run(definition, { invoke: failing(['NotFits']) });
    expect(outcome.output).toEqual({
      Error: 'NotFits',
      Cause: '{"errorType":"NotFits","errorMessage":"why","trace":[]}',
    });
  });
});

describe('limits', () => {
  const large = 'x'.repeat(256 * 1024);
  const catchAll = {
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'caught' }],
    Retry: [retry('States.ALL')],
  };
  const caught = pass({});

  it('fails for input, result and output over 256 KiB, past States.ALL, before the next task starts', async () => {
    const limited = { status: 'FAILED', error: 'States.DataLimitExceeded' };
    const definition = machine({ f: task('f', catchAll), caught });
    expect((await run(definition, { input: { large } })).outcome).toMatchObject(limited);
    expect((await run(definition, { invoke: async () => ({ large }) })).outcome).toMatchObject({
      ...limited,
      cause: expect.stringContaining('"f"'),
    });

    let calls = 0;
    const half = { half: 'x'.repeat(140 * 1024) };
    const { End: _, OutputPath: __, ...merging } = task('f', { ResultPath: '$.more', Next: 'g' });
    const growing = machine({ f: merging, g: task('g') });
    const { outcome } = await run(growing, {
      input: half,
      invoke: async () => ({ calls: ++calls, ...half }),
    });
    expect(outcome).toMatchObject({
      ...limited,
      cause: expect.stringContaining('The output of state "f"'),
    });
    expect(calls).toBe(1);
  });

  it('let an output of 256 KiB pass whole', async () => {
    // {"Payload":…} and the two other fields of the result count as well.
    const text = 'x'.repeat(256 * 1024 - 100);
    expect(
      (await run(machine({ f: task('f') }), { invoke: async () => text })).outcome.output,
    ).toBe(text);
  });

  it('TimeoutSeconds of a task ends the invocation too', async () => {
    let ended = false;
    const { outcome } = await run(machine({ f: task('f', { TimeoutSeconds: 1 }) }), {
      invoke: (_, __, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended = true;
            reject(named('Aborted'));
          });
        }),
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(ended).toBe(true);
  });

  it('TimeoutSeconds of the machine ends its run', async () => {
    const { outcome } = await run(
      machine({ w: { Type: 'Wait', Seconds: 5, End: true } }, { TimeoutSeconds: 1 }),
      { waitScale: 1 },
    );
    expect(outcome).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

it('a signal aborts the run; nothing is retried and nothing stays under way', async () => {
  const stop = new AbortController();
  let calls = 0;
  let underWay = 0;
  const { outcome } = await run(machine({ f: task('f', { Retry: [retry('States.ALL')] }) }), {
    signal: stop.signal,
    invoke: (_, __, { signal }) => {
      calls++;
      underWay++;
      setTimeout(() => stop.abort(), 10);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () =>
          setTimeout(() => {
            underWay--;
            reject(named('Aborted'));
          }, 30),
        );
      });
    },
  });
  expect(outcome).toEqual({ status: 'ABORTED' });
  expect({ calls, underWay }).toEqual({ calls: 1, underWay: 0 });
});

it('tells of states entered, failed, retried and left', async () => {
  const { events } = await run(
    machine({
      f: task('f', { Retry: [retry('X')], Catch: [{ ErrorEquals: ['X'], Next: 'g' }] }),
      g: pass({}),
    }),
    {
      invoke: async () => {
        throw named('X');
      },
    },
  );
  expect(events.map(({ type }) => type)).toEqual([
    'StateEntered',
    'StateFailed',
    'StateRetried',
    'StateFailed',
    'StateRetried',
    'StateFailed',
    'StateCaught',
    'StateExited',
    'StateEntered',
    'StateExited',
  ]);
});

it('writes the same keys for the same execution name', async () => {
  const once = async (name: string) => {
    const store = await storeWithList(3);
    await run(
      machine({
        map: distributedMap({
          ResultWriter: {
            Resource: 'arn:aws:states:::s3:putObject',
            Parameters: { Bucket: 'data', Prefix: 'maps' },
          },
        }),
      }),
      { store, name },
    );
    const keys: string[] = [];
    for await (const { url } of store.list('memory://data/maps/')) keys.push(url);
    const manifest = await readJson(
      store,
      keys.find((url) => url.endsWith('manifest.json'))!.slice('memory://data/'.length),
    );
    return { keys, manifest };
  };
  expect(await once('a')).toEqual(await once('a'));
  expect((await once('a')).keys).not.toEqual((await once('b')).keys);
});
