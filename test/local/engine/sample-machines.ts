import { realClock } from '../../../local/engine/clock.ts';
import type { EngineEvent } from '../../../local/engine/events.ts';
import type { Json, JsonObject } from '../../../local/engine/json.ts';
import { type RunMachineOptions, runMachine } from '../../../local/engine/run-machine.ts';
import type { Invoke } from '../../../local/engine/scope.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';

/** A Lambda task in the form of our machines. */
export const task = (functionName: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionName, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  End: true,
  ...more,
});

/** A machine that begins with the first of its states. */
export const machine = (States: JsonObject, more: JsonObject = {}): JsonObject => ({
  StartAt: Object.keys(States)[0]!,
  States,
  ...more,
});

/** One retry of some errors, after a second. */
export const retry = (...ErrorEquals: string[]): JsonObject => ({
  ErrorEquals,
  IntervalSeconds: 1,
  MaxAttempts: 2,
  BackoffRate: 2,
});

/** A Distributed Map over list.jsonl in bucket `data` that calls the function `work`. */
export const distributedMap = (
  more: JsonObject = {},
  States: JsonObject = { work: task('work') },
): JsonObject => ({
  Type: 'Map',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'data', Key: 'list.jsonl' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ...machine(States),
  },
  End: true,
  ...more,
});

/** A ResultWriter to a bucket. */
export const writesResults: JsonObject = {
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'data', Prefix: 'maps' },
  },
};

/** The detect-sources machine's shape: validate, fan out, two reduces. */
export const wholeMachine: JsonObject = {
  Comment: 'From a list to a report',
  StartAt: 'start-run',
  States: {
    'start-run': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${StartRunFunctionArn}`, 'Payload.$': '$' },
      ResultSelector: {
        'bucket.$': '$.Payload.bucket',
        'maxConcurrency.$': '$.Payload.maxConcurrency',
      },
      ResultPath: '$.run',
      Retry: [
        {
          ...retry('StoreUnavailable', 'Lambda.TooManyRequestsException'),
          MaxDelaySeconds: 10,
          JitterStrategy: 'FULL',
        },
      ],
      Next: 'detect-sources',
    },
    'detect-sources': {
      Type: 'Map',
      Label: 'detect',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { 'Bucket.$': '$.run.bucket', Key: 'list.jsonl' },
      },
      ItemSelector: { 'uri.$': '$$.Map.Item.Value.uri', 'line.$': '$$.Map.Item.Index' },
      ItemBatcher: {
        MaxItemsPerBatch: 2,
        BatchInput: { 'run.$': "States.Format('runs/{}', $$.Execution.Name)" },
      },
      MaxConcurrencyPath: '$.run.maxConcurrency',
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'detect-image',
        States: {
          'detect-image': task(`\${DetectSourcesFunctionArn}`, {
            Retry: [retry('StoreUnavailable')],
          }),
        },
      },
      ...writesResults,
      ResultPath: '$.map',
      Next: 'merge-catalogue',
    },
    'merge-catalogue': {
      Type: 'Task',
      Resource: `\${MergeFunctionArn}`,
      ResultPath: '$.catalogue',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'failed' }],
      Next: 'done',
    },
    done: { Type: 'Succeed' },
    failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
  },
};

/** Functions of the machine detect-sources. */
export const wholeSubstitutions = {
  StartRunFunctionArn: 'arn:aws:lambda:local:000000000000:function:start-run',
  DetectSourcesFunctionArn: 'arn:aws:lambda:local:000000000000:function:detect-sources',
  MergeFunctionArn: 'arn:aws:lambda:local:000000000000:function:merge-catalogue',
};

/** Puts a list of `count` items {n} where the sample Map reads it. */
export async function storeWithList(count: number): Promise<Store> {
  const store = memoryStore();
  await store.put(
    'memory://data/list.jsonl',
    Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join(''),
  );
  return store;
}

/** Buckets in memory. */
export const addresses: RunMachineOptions['addresses'] = {
  urlOf: (bucket, key) => `memory://${bucket}/${key}`,
  keyOf: (url) => url.replace(/^memory:\/\/[^/]*\//, ''),
};

/** Runs a machine without waits and with a clock that stands still. */
export async function run(
  definition: JsonObject,
  options: Partial<RunMachineOptions> & { invoke?: Invoke } = {},
) {
  const events: EngineEvent[] = [];
  const store = options.store ?? memoryStore();
  const outcome = await runMachine({
    definition,
    input: {},
    machineName: 'sample',
    name: 'run-1',
    store,
    addresses,
    invoke: async () => null,
    concurrency: 8,
    waitScale: 0,
    clock: { ...realClock, now: () => new Date(0) },
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { outcome, events, store };
}

/** The JSON file at a key of bucket `data`. */
export async function readJson<T = Json>(store: Store, key: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await store.get(`memory://data/${key}`))) as T;
}

/** An error of a name. */
export const named = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name });
