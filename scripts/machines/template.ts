/** The parts that state machines are made of, as values of the Amazon States Language. */
import {
  brokeOff,
  crashed,
  MAX_BATCH_BYTES,
  type Retrier,
  refused,
  runErrors,
  throttled,
  transient,
} from './retries.ts';

/** A state in Amazon States Language. */
export interface State {
  Type: string;
  [field: string]: unknown;
}
/** States of a machine by name. */
export type States = Record<string, State>;

/** A stage that fans out: its states are named after it. */
export interface MapStage {
  /** the ledger's word for it, such as `detections` */
  stage: string;
  comment: string;
  /** Key, or Key.$, of the list of items in the run's bucket */
  items: Record<string, string>;
  /** where it stands how many items go to a child; absent: as the run's input says */
  perChild?: string;
  /** as in serverless.yml, in PascalCase */
  functionName: string;
  /** where an item is tried once more, alone */
  largeFunction: string;
  next: string;
}

const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const INVOKE = 'arn:aws:states:::lambda:invoke';

/** A Task that invokes a function. */
const task = (functionName: string, payload: Record<string, unknown>, more: object): State => ({
  Type: 'Task',
  Resource: INVOKE,
  Parameters: { FunctionName: `\${${functionName}FunctionArn}`, ...payload },
  ...more,
});

const catching = (ErrorEquals: string[], Next: string, ResultPath: string | null = '$.thrown') => [
  { ErrorEquals, ResultPath, Next },
];
const catchAll = (next: string, resultPath?: string | null) =>
  catching(['States.ALL'], next, resultPath);

const retried = (IntervalSeconds: number, MaxAttempts: number): Retrier => ({
  ErrorEquals: ['States.ALL'],
  IntervalSeconds,
  MaxAttempts,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: 'FULL',
});

/** The machine's first state: a crash is tried again, a request that cannot become a run is not. */
export const startRun = (machine: string, next: string): State =>
  task(
    'StartRun',
    { Payload: { machine, 'input.$': '$', 'execution.$': '$$.Execution.Name' } },
    {
      Comment:
        'Checks the list line by line and the options; writes list.jsonl and parameters.json',
      OutputPath: '$.Payload',
      Retry: [
        throttled,
        transient,
        { ErrorEquals: brokeOff, IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 2 },
      ],
      Next: next,
    },
  );

/**
 * A stage of one invocation over the whole run. Its answer is left away, unless `result` says where
 * it goes.
 */
export const reduceStage = (
  comment: string,
  functionName: string,
  next: string,
  {
    payload = {},
    ...result
  }: { payload?: object; ResultSelector?: object; ResultPath?: string } = {},
): State =>
  task(
    functionName,
    { Payload: { 'run.$': '$.run', ...payload } },
    {
      Comment: comment,
      ResultPath: null,
      ...result,
      Retry: [throttled, { ErrorEquals: runErrors, MaxAttempts: 0 }, retried(2, 3)],
      Catch: catchAll('ReportBroken'),
      Next: next,
    },
  );

/** A stage of a few parts that have nothing to do with one another: bands, parts of the sky. */
export interface PartsStage {
  comment: string;
  /** where the parts stand in the state's input */
  parts: string;
  /** what the function's event has of a part */
  part: Record<string, string>;
  /** where it stands whether a part needs the larger function; absent: none does */
  isLarge?: string;
  functionName: string;
  next: string;
}

/**
 * A state of an invocation for each part, at most 40 at a time: so few that they are in the
 * machine's own state, and what ends one is known as it was thrown. `name` is the state's.
 */
export const partsStage = (
  name: string,
  { comment, parts, part, isLarge, functionName, next }: PartsStage,
): States => ({
  [name]: {
    Comment: comment,
    Type: 'Map',
    ItemsPath: parts,
    ItemSelector: {
      event: { 'run.$': '$.run', ...part },
      ...(isLarge && { 'isLarge.$': isLarge }),
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: isLarge ? `Is${name}Large` : `${name}Part`,
      States: {
        ...(isLarge && {
          [`Is${name}Large`]: {
            Comment: 'What is held in memory of very much is held by a larger function',
            Type: 'Choice',
            Choices: [{ Variable: '$.isLarge', BooleanEquals: true, Next: `${name}LargePart` }],
            Default: `${name}Part`,
          },
          [`${name}LargePart`]: partTask(`${functionName}Large`),
        }),
        [`${name}Part`]: partTask(functionName),
      },
    },
    ResultPath: null,
    Catch: catchAll('ReportBroken'),
    Next: next,
  },
});

/** What a part answers is left away. */
const partTask = (functionName: string): State =>
  task(
    functionName,
    { 'Payload.$': '$.event' },
    {
      ResultSelector: {},
      Retry: [throttled, { ErrorEquals: runErrors, MaxAttempts: 0 }, retried(2, 3)],
      End: true,
    },
  );

/**
 * A Distributed Map over the items of a stage, a batch to a child. No child fails for an item,
 * which has a record that says what became of it: one that fails ends the map, and the run.
 */
export function mapStage({
  stage,
  comment,
  items,
  perChild = '$.batchSize',
  functionName,
  largeFunction,
  next,
}: MapStage): State {
  return {
    Comment: comment,
    Type: 'Map',
    Label: pascal(stage),
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL' },
      Parameters: { 'Bucket.$': '$.bucket', ...items },
    },
    ItemBatcher: {
      MaxItemsPerBatchPath: perChild,
      MaxInputBytesPerBatch: MAX_BATCH_BYTES,
      BatchInput: { 'run.$': '$.run' },
    },
    MaxConcurrencyPath: '$.maxConcurrency',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: functionName,
      States: batchStates(stage, functionName, largeFunction),
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { 'Bucket.$': '$.bucket', 'Prefix.$': '$.mapsPrefix' },
    },
    Catch: catchAll('ReportBroken'),
    ResultPath: null,
    Next: next,
  };
}

/**
 * The stage that fans out over the list itself. Of a long list it does the beginning, and the rest
 * only where some of that came to something.
 */
export const listStage = (machine: string, stage: Omit<MapStage, 'items'>): States => {
  const name = pascal(stage.stage);
  return {
    [name]: mapStage({ ...stage, items: { 'Key.$': '$.part.itemsKey' }, next: 'WasBeginning' }),
    WasBeginning: {
      Comment: 'A long list goes in two parts, so that what is wrong with all of it is seen early',
      Type: 'Choice',
      Choices: [{ Variable: '$.part.isBeginning', BooleanEquals: true, Next: 'JudgeBeginning' }],
      Default: stage.next,
    },
    JudgeBeginning: reduceStage(
      'Ends the run where all of the beginning failed',
      'StartRun',
      'Rest',
      {
        payload: { machine, 'part.$': '$.part', 'items.$': '$.items', 'badLines.$': '$.badLines' },
      },
    ),
    Rest: {
      Type: 'Pass',
      Parameters: { 'itemsKey.$': '$.restKey', isBeginning: false, items: 0 },
      ResultPath: '$.part',
      Next: name,
    },
  };
};

/**
 * What a child does with its batch: all at once, then item by item, and a record for what cannot be
 * done.
 */
function batchStates(stage: string, functionName: string, largeFunction: string): States {
  const name = pascal(stage);
  return {
    [functionName]: task(
      functionName,
      { 'Payload.$': '$' },
      {
        Comment:
          "Bad images end in the ledger as failures; what is thrown here is the machine's, memory's or time's",
        OutputPath: '$.Payload',
        Retry: [
          throttled,
          transient,
          { ErrorEquals: [...brokeOff, ...refused], MaxAttempts: 0 },
          { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 1 },
        ],
        Catch: [...catching(refused, `${name}Refused`), ...catchAll(`${name}OneByOne`)],
        End: true,
      },
    ),
    [`${name}OneByOne`]: {
      Comment: 'What broke off is tried again item by item on a function with more memory',
      Type: 'Map',
      ItemsPath: '$.Items',
      ItemSelector: {
        'BatchInput.$': '$.BatchInput',
        'Items.$': 'States.Array($$.Map.Item.Value)',
      },
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: `${name}Alone`,
        States: itemStates(stage, largeFunction),
      },
      Catch: catchAll(`${name}Refused`),
      End: true,
    },
    [`${name}Refused`]: task(
      'RecordFailure',
      { Payload: { 'run.$': '$.BatchInput.run', 'thrown.$': '$.thrown' } },
      {
        Comment: "No image's fault: run.json says what ends the run, if it can be written",
        ResultPath: null,
        Retry: [throttled],
        Catch: catchAll(`${name}WhoseError`, null),
        Next: `${name}WhoseError`,
      },
    ),
    [`${name}WhoseError`]: whoseError(`${name}Broken`, `${name}Ended`),
    [`${name}Broken`]: machineBroken,
    [`${name}Ended`]: ended,
  };
}

/** A machine, a child or an item that ends by what was thrown, under no name of ASL's own. */
const ended: State = { Type: 'Fail', ErrorPath: '$.thrown.Error', CausePath: '$.thrown.Cause' };

/** Chooses how to fail by whose name the error has. */
const whoseError = (ofMachine: string, ofOthers: string): State => ({
  Comment: "A Fail state may not report a name of the States Language's own",
  Type: 'Choice',
  Choices: [{ Variable: '$.thrown.Error', StringMatches: 'States.*', Next: ofMachine }],
  Default: ofOthers,
});

/** What ends by an error of the States Language's own; its name stands in the cause. */
const machineBroken: State = {
  Type: 'Fail',
  Error: 'MachineBroken',
  CausePath: 'States.JsonToString($.thrown)',
};

/** One item, alone. Its output is how many records of failure were written: 0 or 1. */
function itemStates(stage: string, largeFunction: string): States {
  const name = pascal(stage);
  return {
    [`${name}Alone`]: task(
      largeFunction,
      { 'Payload.$': '$' },
      {
        ResultSelector: { recorded: 0 },
        OutputPath: '$.recorded',
        Retry: [throttled, transient, { ErrorEquals: crashed, IntervalSeconds: 1, MaxAttempts: 1 }],
        Catch: [...catching(refused, `${name}AloneRefused`), ...catchAll(`Record${name}`)],
        End: true,
      },
    ),
    [`${name}AloneRefused`]: ended,
    [`Record${name}`]: task(
      'RecordFailure',
      { Payload: { stage, 'batch.$': '$' } },
      {
        Comment:
          'The item is set aside: it gets a record that says why, unless it has one that it is done',
        ResultSelector: { 'recorded.$': '$.Payload.recorded' },
        OutputPath: '$.recorded',
        Retry: [throttled, { ErrorEquals: refused, MaxAttempts: 0 }, retried(2, 5)],
        End: true,
      },
    ),
  };
}

/** A whole machine: the list is checked, `stages` follow, and whatever happened is reported. */
export const machineOf = (machine: string, comment: string, first: string, stages: States) => ({
  Comment: comment,
  StartAt: 'StartRun',
  States: {
    StartRun: startRun(machine, 'AnythingToDo'),
    AnythingToDo: {
      Comment: 'A run into a place where all is done and unchanged has come to its end',
      Type: 'Choice',
      Choices: [{ Variable: '$.isFinished', BooleanEquals: true, Next: 'Done' }],
      Default: first,
    },
    ...stages,
    ...reportStates(machine),
  },
});

function reportStates(machine: string): States {
  const payload = {
    'run.$': '$.run',
    machine,
    'toleratedFailurePercentage.$': '$.toleratedFailurePercentage',
  };
  const isCut = machine !== 'detect-sources';
  const isSummed = isCut ? { isSummed: true } : {};
  return {
    ...(isCut && summing(machine, { end: 'WriteReport', otherwise: 'ReportBroken' })),
    WriteReport: task(
      'WriteReport',
      { Payload: { ...payload, ...isSummed } },
      {
        Comment: 'failures.jsonl, run.json and report.html, from the records alone',
        OutputPath: '$.Payload',
        Retry: reportRetry,
        Next: 'WithinTolerance',
      },
    ),
    WithinTolerance: {
      Type: 'Choice',
      Choices: [{ Variable: '$.state', StringEquals: 'SUCCEEDED', Next: 'Done' }],
      Default: 'TooManyFailures',
    },
    TooManyFailures: { Type: 'Fail', Error: 'TooManyFailures', CausePath: '$.verdict' },
    ...(isCut
      ? {
          ...summing(machine, { end: 'ReportEnd', otherwise: 'ReportWhole', isBroken: true }),
          ReportEnd: brokenReport({ ...payload, ...isSummed }),
          ReportWhole: brokenReport(payload),
        }
      : { ReportBroken: brokenReport(payload) }),
    WhoseError: whoseError('MachineBroken', 'Broken'),
    MachineBroken: machineBroken,
    Broken: ended,
    Done: { Type: 'Succeed' },
  };
}

const reportRetry = [throttled, { ErrorEquals: refused, MaxAttempts: 0 }, retried(2, 3)];

const brokenReport = (payload: object): State =>
  task(
    'WriteReport',
    { Payload: { ...payload, 'broken.$': '$.thrown' } },
    {
      Comment: 'What there is is reported, and why there is no more',
      ResultSelector: {
        'Error.$': '$.Payload.broken.Error',
        'Cause.$': '$.Payload.broken.Cause',
      },
      ResultPath: '$.thrown',
      Retry: reportRetry,
      Catch: [...catching(refused, 'Broken'), ...catchAll('WhoseError', null)],
      Next: 'WhoseError',
    },
  );

/**
 * What a report of very many tasks or images reads is summed in parts, which the plan decides, not
 * batches: those of the sky when it is known which images failed. `otherwise`: where it goes when
 * that breaks.
 */
function summing(
  machine: string,
  { end, otherwise, isBroken }: { end: string; otherwise: string; isBroken?: boolean },
): States {
  const [first, tasks, sky] = isBroken
    ? ['ReportBroken', 'SumBrokenTasks', 'SumBrokenSky']
    : ['CutReport', 'SumTasks', 'SumSky'];
  const Catch = catchAll(otherwise, isBroken ? null : '$.thrown');
  const sums = (name: string, parts: string, part: string, next: string): States => {
    const stage = partsStage(name, {
      comment: `What the report says of ${parts === 'tasks' ? 'very many tasks' : 'the sky'}: part by part`,
      parts: `$.sums.${parts}`,
      part: { [`${part}.$`]: '$$.Map.Item.Value' },
      functionName: 'WriteReport',
      next,
    });
    return { [name]: { ...stage[name]!, Catch } };
  };
  return {
    [first]: {
      ...reduceStage('Parts of what the report reads', 'WriteReport', tasks, {
        payload: { machine, step: 'cut' },
        ResultSelector: { 'tasks.$': '$.Payload.tasks', 'sky.$': '$.Payload.sky' },
        ResultPath: '$.sums',
      }),
      Catch,
    },
    ...sums(tasks, 'tasks', 'tasks', sky),
    ...sums(sky, 'sky', 'sky', end),
  };
}
