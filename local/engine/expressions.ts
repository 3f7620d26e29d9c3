import { UnsupportedMachine } from './failures.ts';
import { isObject, type Json } from './json.ts';

const isExpressionKey = (key: string): boolean =>
  key.endsWith('.$') || key.endsWith('Path') || key === 'Variable';

/** A copy of `value` in which every path and intrinsic is replaced by `change(expression)`; literals stay. */
export function mapExpressions(value: Json, change: (expression: string) => string): Json {
  if (Array.isArray(value)) return value.map((element) => mapExpressions(element, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [
      key,
      isExpressionKey(key) && typeof element === 'string' ? change(element) : mapExpressions(element, change),
    ]),
  );
}

const ownContext = /^\$\$\.(Execution\.(Id|Name|Input|StartTime)|StateMachine\.(Id|Name))(?!\w)/;
const itemContext = /^\$\$\.Map\.Item\.(Index|Value)(?!\w)/;

/** Intrinsics that the interpreter computes as AWS does. */
const soundIntrinsics = new Set(
  (
    'Format Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength ArrayUnique ' +
    'MathAdd StringSplit StringToJson Hash Base64Encode Base64Decode'
  ).split(' '),
);
const why: Record<string, string> = {
  JsonMerge: 'the interpreter changes its first argument in place',
  JsonToString: 'the interpreter drops backslashes from its result',
  MathRandom: 'the same input must give the same output',
  UUID: 'the same input must give the same output',
};

/** Refuses context that does not exist locally and intrinsics that would give another value than AWS. */
export function checkExpression(expression: string, state: string, inItemSelector: boolean): void {
  for (const { 0: path } of expression.matchAll(/\$\$[\w.[\]]*/g)) {
    if (ownContext.test(path) || (inItemSelector && itemContext.test(path))) continue;
    const advice = path.startsWith('$$.Map')
      ? '$$.Map.Item.Value and $$.Map.Item.Index stand in ItemSelector alone; pass them on from there'
      : 'Execution.Id, Name, Input, StartTime and StateMachine.Id, Name are there';
    throw new UnsupportedMachine(`${path} does not exist locally; ${advice}.`, state);
  }
  if (!expression.startsWith('States.')) return;
  for (const { 1: name } of expression.matchAll(/States\.(\w+)\(/g)) {
    if (soundIntrinsics.has(name!)) continue;
    throw new UnsupportedMachine(
      `States.${name} does not run locally: ${why[name!] ?? 'it is unknown'}.`,
      state,
    );
  }
}

/**
 * The interpreter overwrites $$.Execution with each branch's own input, so a machine's execution is kept under another name.
 */
export const renameContext = (expression: string): string =>
  expression.replaceAll('$$.Execution.', '$$$$.Run.');
