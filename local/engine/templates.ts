import './with-resolvers.ts';
import { StateMachine } from 'aws-local-stepfunctions';
import { StateFailure } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** Fills in a payload template from a state's input and the context object. */
export type Template = (input: Json, context: JsonObject) => Promise<Json>;

const plainPath = /^\$\$?(\.[A-Za-z_][\w-]*|\[\d+\])*$/;

/** The value at a plain reference path ($.a.b[0], $$.Run.Name). Throws States.Runtime when nothing is there. */
export function atPath(path: string, input: Json, context: JsonObject = {}): Json {
  let value: Json | undefined = path.startsWith('$$') ? context : input;
  for (const { 1: name, 2: index } of path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)) {
    if (name !== undefined) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    else value = Array.isArray(value) ? value[Number(index)] : undefined;
    if (value === undefined)
      throw new StateFailure('States.Runtime', `Path ${path} leads to nothing in the state's input.`, true);
  }
  return value;
}

/** Templates of plain paths are filled in here; those with intrinsics or filters go through the interpreter. */
export function template(source: Json): Template {
  if (isPlain(source)) return async (input, context) => fill(source, input, context);
  const interpreter = new StateMachine(
    { StartAt: 'Fill', States: { Fill: { Type: 'Pass', Parameters: source, End: true } } },
    { validationOptions: { noValidate: true } },
  );
  return async (input, context) => {
    try {
      return await interpreter.run(input, { context }).result;
    } catch (error) {
      throw new StateFailure('States.Runtime', error instanceof Error ? error.message : String(error), true);
    }
  };
}

function isPlain(source: Json): boolean {
  if (Array.isArray(source)) return source.every(isPlain);
  if (!isObject(source)) return true;
  return Object.entries(source).every(([key, value]) =>
    key.endsWith('.$') ? typeof value === 'string' && plainPath.test(value) : isPlain(value),
  );
}

function fill(source: Json, input: Json, context: JsonObject): Json {
  if (Array.isArray(source)) return source.map((element) => fill(element, input, context));
  if (!isObject(source)) return source;
  return Object.fromEntries(
    Object.entries(source).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), atPath(String(value), input, context)]
        : [key, fill(value, input, context)],
    ),
  );
}
