import { isDistributed, type MapState, type State, type StateBranch } from './asl.ts';
import { UnsupportedMachine } from './failures.ts';
import { isObject, type Json } from './json.ts';

/** The resource of a task that is a function's ARN. */
export const LAMBDA_ARN = /^arn:[\w-]+:lambda:/;
/** The resource of a task that invokes a function through the service integration. */
export const LAMBDA_INVOKE = /^arn:[\w-]+:states:::lambda:invoke$/;
const GET_OBJECT = /^arn:[\w-]+:states:::s3:getObject$/;
const LIST_OBJECTS = /^arn:[\w-]+:states:::s3:listObjectsV2$/;
const PUT_OBJECT = /^arn:[\w-]+:states:::s3:putObject$/;

/**
 * Refuses what the schema lets through but would not run as in AWS. State names must be unique in
 * the whole file.
 */
export function checkMachine(machine: StateBranch): void {
  checkBranch(machine, new Set(), false);
}

function checkBranch(branch: StateBranch, names: Set<string>, isExpress: boolean): void {
  if (!(branch.StartAt in branch.States))
    throw new UnsupportedMachine(`StartAt names "${branch.StartAt}", which is no state.`);
  for (const [name, state] of Object.entries(branch.States)) {
    if (names.has(name))
      throw new UnsupportedMachine(
        'this name is used twice; names must be unique in the whole file.',
        name,
      );
    names.add(name);
    for (const target of targets(state)) {
      if (!(target in branch.States))
        throw new UnsupportedMachine(`leads to "${target}", which is no state beside it.`, name);
    }
    checkState(name, state);
    if (state.Type === 'Map') {
      const distributed = isDistributed(state);
      if (distributed && isExpress)
        throw new UnsupportedMachine('a Distributed Map cannot be inside an EXPRESS child.', name);
      const { ProcessorConfig } = state.ItemProcessor;
      checkBranch(
        state.ItemProcessor,
        names,
        distributed ? ProcessorConfig?.ExecutionType === 'EXPRESS' : isExpress,
      );
    }
    if (state.Type === 'Parallel')
      for (const each of state.Branches) checkBranch(each, names, isExpress);
  }
}

function targets(state: State): string[] {
  if (state.Type === 'Choice') {
    return [
      ...state.Choices.map((rule) => String(rule.Next)),
      ...(state.Default === undefined ? [] : [state.Default]),
    ];
  }
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  return 'Catch' in state && state.Catch
    ? [...next, ...state.Catch.map((catcher) => catcher.Next)]
    : next;
}

function checkState(name: string, state: State): void {
  const refuse = (message: string): never => {
    throw new UnsupportedMachine(message, name);
  };
  const ends = 'End' in state && state.End === true;
  if (
    !['Choice', 'Succeed', 'Fail'].includes(state.Type) &&
    ends === ('Next' in state && state.Next !== undefined)
  ) {
    refuse('needs either Next or End.');
  }
  if (state.Type === 'Task') checkTask(state.Resource, state.Parameters, refuse);
  if (state.Type === 'Map') (isDistributed(state) ? checkDistributed : checkInline)(state, refuse);
  for (const rules of [
    ('Retry' in state && state.Retry) || [],
    ('Catch' in state && state.Catch) || [],
  ])
    for (const [i, { ErrorEquals }] of rules.entries())
      for (const error of ErrorEquals) {
        if (error === 'States.ALL' && (ErrorEquals.length > 1 || i < rules.length - 1))
          refuse('States.ALL stands alone, in the last rule.');
        if (error === 'States.DataLimitExceeded' || error === 'States.Runtime')
          refuse(`${error} ends the execution; no Retry or Catch can answer it.`);
        if (error === 'States.TaskFailed' && state.Type !== 'Task')
          refuse(
            `States.TaskFailed does not match a ${state.Type}; name its errors or use States.ALL.`,
          );
        if (error.startsWith('States.') && !answered.has(error))
          refuse(`${error} is never reported locally.`);
      }
  if (state.Type === 'Fail' && state.Error?.startsWith('States.'))
    refuse(`Error ${state.Error}: names of one's own do not begin with "States.".`);
}

/** Errors of the States Language that a Retry or Catch may name here. */
const answered = new Set(
  (
    'ALL TaskFailed Timeout ResultPathMatchFailure ParameterPathFailure IntrinsicFailure ' +
    'ItemReaderFailed ResultWriterFailed ExceedToleratedFailureThreshold'
  )
    .split(' ')
    .map((name) => `States.${name}`),
);

function checkTask(
  resource: string,
  parameters: Json | undefined,
  refuse: (message: string) => never,
): void {
  if (LAMBDA_ARN.test(resource)) return;
  if (!LAMBDA_INVOKE.test(resource))
    refuse(
      `Resource ${resource} does not run locally; arn:aws:states:::lambda:invoke and Lambda ARNs do.`,
    );
  if (!isObject(parameters)) refuse('Parameters with FunctionName are missing.');
  const known = ['FunctionName', 'FunctionName.$', 'Payload', 'Payload.$'];
  for (const key of Object.keys(parameters)) {
    if (!known.includes(key))
      refuse(`Parameters.${key} does not run locally; FunctionName and Payload do.`);
  }
  if (!('FunctionName' in parameters || 'FunctionName.$' in parameters))
    refuse('Parameters.FunctionName is missing.');
}

function checkInline(map: MapState, refuse: (message: string) => never): void {
  for (const field of [
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'Label',
    'ToleratedFailurePercentage',
    'ToleratedFailurePercentagePath',
    'ToleratedFailureCount',
    'ToleratedFailureCountPath',
  ] as const) {
    if (map[field] !== undefined) refuse(`${field} needs ProcessorConfig.Mode DISTRIBUTED.`);
  }
}

function checkDistributed(map: MapState, refuse: (message: string) => never): void {
  const { ItemReader: reader, ResultWriter: writer, ItemBatcher: batcher } = map;
  if (map.ItemProcessor.ProcessorConfig?.ExecutionType === undefined)
    refuse('ProcessorConfig.ExecutionType is missing.');
  if (reader && map.ItemsPath !== undefined) refuse('has both ItemReader and ItemsPath.');
  if (reader) {
    const type = reader.ReaderConfig?.InputType;
    if (GET_OBJECT.test(reader.Resource)) {
      if (type !== 'JSONL' && type !== 'JSON')
        refuse(`ItemReader InputType ${type ?? '(none)'} does not run locally; JSONL and JSON do.`);
      checkKeys(reader.Parameters, ['Bucket', 'Key'], [], 'ItemReader', refuse);
    } else if (LIST_OBJECTS.test(reader.Resource)) {
      if (type !== undefined) refuse('ItemReader InputType has no meaning with listObjectsV2.');
      checkKeys(reader.Parameters, ['Bucket'], ['Prefix'], 'ItemReader', refuse);
    } else
      refuse(
        `ItemReader Resource ${reader.Resource} does not run locally; s3:getObject and s3:listObjectsV2 do.`,
      );
  }
  if (writer) {
    if (!PUT_OBJECT.test(writer.Resource))
      refuse(`ResultWriter Resource ${writer.Resource} does not run locally; s3:putObject does.`);
    checkKeys(writer.Parameters, ['Bucket'], ['Prefix'], 'ResultWriter', refuse);
  }
  if (batcher && Object.keys(batcher).every((field) => field === 'BatchInput')) {
    refuse('ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch.');
  }
}

function checkKeys(
  parameters: { [key: string]: Json },
  needed: string[],
  optional: string[],
  owner: string,
  refuse: (message: string) => never,
): void {
  const present = Object.keys(parameters).map((key) => key.replace(/\.\$$/, ''));
  for (const key of needed)
    if (!present.includes(key)) refuse(`${owner} Parameters.${key} is missing.`);
  for (const key of present) {
    if (![...needed, ...optional].includes(key))
      refuse(`${owner} Parameters.${key} does not run locally.`);
  }
}
