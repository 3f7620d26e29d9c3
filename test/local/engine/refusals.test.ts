import { expect, it } from 'vitest';
import type { JsonObject } from '../../../local/engine/json.ts';
import { distributedMap, machine, run, task } from './sample-machines.ts';

const pass: JsonObject = { Type: 'Pass', End: true };
const mapWith = (more: JsonObject) => machine({ m: distributedMap(more) });
const reader = (more: JsonObject) =>
  mapWith({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      Parameters: { Bucket: 'b', Key: 'k' },
      ReaderConfig: { InputType: 'JSONL' },
      ...more,
    },
  });
const inline = (more: JsonObject) =>
  machine({ m: { Type: 'Map', ItemProcessor: machine({ a: pass }), End: true, ...more } });

it.each<[string, JsonObject, RegExp]>([
  [
    'JSONata',
    machine({ a: { ...pass, QueryLanguage: 'JSONata' } }),
    /State "a": QueryLanguage must be JSONPath/,
  ],
  [
    'JSONata of the whole machine',
    machine({ a: pass }, { QueryLanguage: 'JSONata' }),
    /^QueryLanguage must be JSONPath/,
  ],
  ['Assign', machine({ a: { ...pass, Assign: { x: 1 } } }), /State "a": field Assign/],
  [
    'a field with a typo, in a nested machine',
    mapWith({
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        ...machine({ inner: task('f', { Retrys: [] }) }),
      },
    }),
    /State "inner": field Retrys/,
  ],
  [
    'a name used twice across nested machines',
    machine({
      m: { ...distributedMap({}, { same: pass }), Next: 'same', End: undefined! },
      same: pass,
    }),
    /State "same": .*used twice/,
  ],
  [
    'a task that waits for a token',
    machine({ a: task('f', { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }) }),
    /State "a": Resource/,
  ],
  [
    'another service',
    machine({ a: task('f', { Resource: 'arn:aws:states:::states:startExecution.sync:2' }) }),
    /State "a": Resource/,
  ],
  [
    'an asynchronous invocation',
    machine({ a: task('f', { Parameters: { FunctionName: 'f', InvocationType: 'Event' } }) }),
    /State "a": Parameters\.InvocationType/,
  ],
  [
    'a heartbeat',
    machine({ a: task('f', { HeartbeatSeconds: 5 }) }),
    /State "a": field HeartbeatSeconds/,
  ],
  [
    'an unknown reader',
    reader({ Resource: 'arn:aws:states:::dynamodb:scan' }),
    /State "m": ItemReader Resource/,
  ],
  [
    'a reader’s unknown format',
    reader({ ReaderConfig: { InputType: 'PARQUET' } }),
    /State "m": ItemReader InputType PARQUET/,
  ],
  [
    'a reader’s unknown field',
    reader({ ReaderConfig: { InputType: 'JSONL', CSVDelimiter: 'TAB' } }),
    /State "m": field ItemReader\.ReaderConfig\.CSVDelimiter/,
  ],
  [
    'a writer’s format',
    mapWith({
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'b' },
        WriterConfig: { OutputType: 'JSONL' },
      },
    }),
    /State "m": field ResultWriter\.WriterConfig/,
  ],
  [
    'an unknown writer',
    mapWith({
      ResultWriter: { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { Bucket: 'b' } },
    }),
    /State "m": ResultWriter Resource/,
  ],
  [
    'a tolerance on an inline Map',
    inline({ ToleratedFailureCount: 1 }),
    /State "m": ToleratedFailureCount needs/,
  ],
  [
    'States.TaskFailed on a Map',
    inline({ Retry: [{ ErrorEquals: ['States.TaskFailed'] }] }),
    /State "m": States\.TaskFailed/,
  ],
  [
    'a Catch that AWS would not honour',
    machine({
      a: task('f', { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'b' }] }),
      b: pass,
    }),
    /State "a": States\.DataLimitExceeded/,
  ],
  [
    'the item’s context beyond ItemSelector',
    inline({
      ItemProcessor: machine({ a: { ...pass, Parameters: { 'i.$': '$$.Map.Item.Index' } } }),
    }),
    /State "a": \$\$\.Map\.Item\.Index/,
  ],
  [
    'unknown context',
    machine({ a: { ...pass, Parameters: { 'r.$': '$$.State.RetryCount' } } }),
    /State "a": \$\$\.State\.RetryCount/,
  ],
  [
    'an unknown intrinsic',
    machine({ a: { ...pass, Parameters: { 'r.$': 'States.Sum($.a, $.b)' } } }),
    /State "a": .*States\.Sum does not run locally/,
  ],
  [
    'an intrinsic that cannot be read',
    machine({ a: { ...pass, Parameters: { 'r.$': "States.Array('a' $.b)" } } }),
    /State "a": .*comma is missing/,
  ],
  ...['$.items[?(@.n > 0)]', '$.items[*]', '$..n', '$.items[0:2]'].map(
    (path): [string, JsonObject, RegExp] => [
      `path ${path}, whose empty answer is open`,
      machine({ a: { ...pass, Parameters: { 'r.$': path } } }),
      /State "a": path .* does not run locally/,
    ],
  ),
  [
    'a Fail with a name of the States Language',
    machine({ a: { Type: 'Fail', Error: 'States.Timeout' } }),
    /State "a": Error States\.Timeout/,
  ],
  [
    'States.ALL beside another name',
    machine({ a: task('f', { Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }) }),
    /State "a": States\.ALL stands alone/,
  ],
  [
    'a Distributed Map in an EXPRESS child',
    mapWith({
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        ...machine({ inner: distributedMap() }),
      },
    }),
    /State "inner": a Distributed Map cannot be inside an EXPRESS child/,
  ],
  [
    'a random value',
    machine({ a: { ...pass, Parameters: { 'r.$': "States.Format('{}', States.UUID())" } } }),
    /State "a": .*States\.UUID does not run locally: the same input/,
  ],
  [
    'a ResultPath in brackets',
    machine({ a: { ...pass, ResultPath: "$['x']" } }),
    /State "a": field ResultPath/,
  ],
  [
    'a choice rule with two operators',
    machine({
      c: {
        Type: 'Choice',
        Choices: [{ Variable: '$.x', IsString: true, IsNull: false, Next: 'a' }],
      },
      a: pass,
    }),
    /State "c": choice rule/,
  ],
  [
    'a choice by JSONata’s Condition',
    machine({ c: { Type: 'Choice', Choices: [{ Condition: 'x', Next: 'a' }] }, a: pass }),
    /State "c": choice rule/,
  ],
  [
    'a state that leads nowhere',
    machine({ a: { Type: 'Pass', Next: 'nowhere' } }),
    /State "a": leads to "nowhere"/,
  ],
  [
    'a state without an end',
    machine({ a: { Type: 'Pass' } }),
    /State "a": needs either Next or End/,
  ],
  ['a StartAt that is no state', { StartAt: 'b', States: { a: pass } }, /StartAt names "b"/],
  ['a placeholder without a value', machine({ a: task(`\${Missing}`) }), /\$\{Missing\}/],
])('refuses %s by name and state, before anything runs', async (_, definition, message) => {
  let calls = 0;
  const invoke = async () => ++calls;
  const json = JSON.parse(JSON.stringify(definition)) as JsonObject;
  await expect(run(json, { invoke })).rejects.toMatchObject({
    name: 'UnsupportedMachine',
    message: expect.stringMatching(message),
  });
  expect(calls).toBe(0);
});
