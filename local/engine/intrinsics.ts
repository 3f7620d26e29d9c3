import { createHash } from 'node:crypto';
import { StateFailure, UnsupportedMachine } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { compilePath, type PathContext } from './paths.ts';

/** The value of a path or of an intrinsic function for a state's input and the context object. */
export type CompiledExpression = (input: Json, context: JsonObject) => Json;

/**
 * Compiles what stands behind a field whose name ends in `.$`. Where a path leads to nothing, it
 * throws States.ParameterPathFailure when it is run.
 */
export function compileExpression(text: string, place: PathContext): CompiledExpression {
  if (text.startsWith('States.')) return intrinsic(text, place);
  const path = compilePath(text, place);
  return (input, context) => {
    const value = path(input, context);
    if (value === undefined)
      throw new StateFailure(
        'States.ParameterPathFailure',
        `Path ${text} leads to nothing in the input of state "${place.state}".`,
      );
    return value;
  };
}

const TOKEN =
  /\s*(?:(States\.\w+)\s*\(|'((?:[^'\\]|\\.)*)'|(\$[^\s,()]*)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])|([,)]))/y;

/** Reads one call, arguments and all. */
function intrinsic(text: string, place: PathContext): CompiledExpression {
  const refuse = (why: string): never => {
    throw new UnsupportedMachine(`${text}: ${why}.`, place.state);
  };
  let at = 0;
  const next = () => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text) ?? refuse(`cannot be read from "${text.slice(at)}" on`);
    at = TOKEN.lastIndex;
    const [, call, quoted, path, literal, mark] = found;
    return { call, quoted, path, literal, mark };
  };
  const value = ({ call, quoted, path, literal }: ReturnType<typeof next>): CompiledExpression => {
    if (call !== undefined) return callOf(call);
    if (path !== undefined) return compileExpression(path, place);
    if (quoted !== undefined) return () => quoted.replace(/\\(.)/g, '$1');
    return literal === undefined
      ? refuse('an argument is missing')
      : () => JSON.parse(literal) as Json;
  };
  const callOf = (name: string): CompiledExpression => {
    const compute =
      functions[name] ??
      refuse(
        `${name} does not run locally${unsteady.has(name) ? ': the same input must give the same output' : ''}`,
      );
    const given: CompiledExpression[] = [];
    let one = next();
    while (one.mark !== ')') {
      // Format reads the backslashes of its template itself: an escaped brace is no place for an
      // argument.
      const { quoted } = one;
      const isTemplate = name === 'States.Format' && given.length === 0 && quoted !== undefined;
      given.push(isTemplate ? () => quoted : value(one));
      one = next();
      if (one.mark === ',') {
        one = next();
        if (one.mark !== undefined) refuse('an argument is missing');
      } else if (one.mark !== ')') refuse('a comma is missing');
    }
    return (input, context) => {
      try {
        return compute(...given.map((expression) => expression(input, context)));
      } catch (error) {
        if (error instanceof StateFailure) throw error;
        throw new StateFailure(
          'States.IntrinsicFailure',
          `${name}: ${error instanceof Error ? error.message : error}`,
        );
      }
    };
  };
  const { call } = next();
  const expression = call === undefined ? refuse('is no function') : callOf(call);
  return text.slice(at).trim() === '' ? expression : refuse(`ends with "${text.slice(at)}"`);
}

const unsteady = new Set(['States.MathRandom', 'States.UUID']);

const array = (value: Json | undefined): Json[] =>
  Array.isArray(value) ? value : wrong(value, 'an array');
const string = (value: Json | undefined): string =>
  typeof value === 'string' ? value : wrong(value, 'a string');
const integer = (value: Json | undefined): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.round(value)
    : wrong(value, 'a number');
const object = (value: Json | undefined): JsonObject =>
  isObject(value) ? value : wrong(value, 'an object');

function wrong(value: Json | undefined, wanted: string): never {
  throw new Error(`${JSON.stringify(value)} is not ${wanted}`);
}

const isSame = (a: Json, b: Json): boolean => canonical(a) === canonical(b);

/** JSON with the names of objects in order. */
const canonical = (value: Json): string =>
  JSON.stringify(value, (_, one: Json) =>
    isObject(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** The States Language's intrinsic functions, but for those that give another value each time. */
const functions: Record<string, (...given: (Json | undefined)[]) => Json> = {
  'States.Format': (template, ...given) => {
    let used = 0;
    const text = string(template).replace(/\\(.)|\{\}/g, (_, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped;
      if (used >= given.length) throw new Error('there are fewer arguments than {}');
      const value = given[used++];
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
    if (used < given.length) throw new Error('there are more arguments than {}');
    return text;
  },
  'States.StringToJson': (text) => JSON.parse(string(text)) as Json,
  'States.JsonToString': (value) => JSON.stringify(value),
  'States.Array': (...given) => given.map((value) => value ?? null),
  'States.ArrayPartition': (values, size) => {
    const length = integer(size);
    if (length < 1) throw new Error('parts of an array have at least one element');
    const all = array(values);
    return Array.from({ length: Math.ceil(all.length / length) }, (_, i) =>
      all.slice(i * length, (i + 1) * length),
    );
  },
  'States.ArrayContains': (values, wanted) =>
    array(values).some((value) => isSame(value, wanted ?? null)),
  'States.ArrayRange': (first, last, step) => {
    const [from, to, by] = [integer(first), integer(last), integer(step)];
    const length = Math.max(0, Math.floor((to - from) / by) + 1);
    if (by === 0 || length > 1000) throw new Error('a range has a step and 1,000 elements at most');
    return Array.from({ length }, (_, i) => from + i * by);
  },
  'States.ArrayGetItem': (values, index) =>
    array(values)[integer(index)] ?? wrong(index, 'an index of the array'),
  'States.ArrayLength': (values) => array(values).length,
  'States.ArrayUnique': (values) => {
    const all = array(values);
    return all.filter((value, i) => all.findIndex((other) => isSame(other, value)) === i);
  },
  'States.Base64Encode': (text) => Buffer.from(string(text)).toString('base64'),
  'States.Base64Decode': (text) => Buffer.from(string(text), 'base64').toString(),
  'States.Hash': (value, algorithm) =>
    createHash(string(algorithm).replace('-', '').toLowerCase())
      .update(typeof value === 'string' ? value : JSON.stringify(value))
      .digest('hex'),
  'States.JsonMerge': (first, second, isDeep) => {
    if (isDeep !== false) throw new Error('Step Functions merges in the shallow way alone');
    return { ...object(first), ...object(second) };
  },
  'States.MathAdd': (first, second) => integer(first) + integer(second),
  'States.StringSplit': (text, splitter) => {
    const marks = new Set(string(splitter));
    const parts: string[] = [''];
    for (const one of string(text)) {
      if (marks.has(one)) parts.push('');
      else parts[parts.length - 1] += one;
    }
    return parts.filter((part) => part !== '');
  },
};
