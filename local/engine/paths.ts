import { runtimeFailure, StateFailure, UnsupportedMachine } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * Takes a value out of a state's input or of the context object; undefined where nothing stands.
 */
export type Path = (input: Json, context: JsonObject) => Json | undefined;

/** What an expression may look at, and in which state it stands. */
export interface PathContext {
  state: string;
  /** $$.Map.Item stands in ItemSelector alone */
  inItemSelector?: boolean;
}

const STEP = /\.([\p{L}_][\p{L}\p{N}_-]*)|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/uy;

const OWN_CONTEXT = /^\$\$\.(Execution\.(Id|Name|Input|StartTime)|StateMachine\.(Id|Name))(?!\w)/;
const ITEM_CONTEXT = /^\$\$\.Map\.Item\.(Index|Value)(?!\w)/;

/**
 * Compiles a reference path: `$` (the input) or `$$` (the context), then names and indexes. Throws
 * UnsupportedMachine for filters, wildcards, slices and descents, as AWS's documentation leaves
 * open what they give when nothing matches.
 */
export function compilePath(text: string, place: PathContext): Path {
  const steps = stepsOf(text, place);
  const fromContext = text.startsWith('$$');
  if (fromContext) checkContext(text, place);
  return (input, context) => {
    let value: Json | undefined = fromContext ? context : input;
    for (const at of steps) {
      if (typeof at === 'number') value = Array.isArray(value) ? value[at] : undefined;
      else value = isObject(value) && Object.hasOwn(value, at) ? value[at] : undefined;
    }
    return value;
  };
}

function stepsOf(text: string, { state }: PathContext): (string | number)[] {
  const root = /^\$\$?/.exec(text)?.[0];
  if (root === undefined)
    throw new UnsupportedMachine(`${text} is no path: paths begin with $.`, state);
  const steps: (string | number)[] = [];
  STEP.lastIndex = root.length;
  while (STEP.lastIndex < text.length) {
    const from = STEP.lastIndex;
    const found = STEP.exec(text);
    if (!found)
      throw new UnsupportedMachine(
        `path ${text} does not run locally from "${text.slice(from)}" on: names and indexes do, such as $.list.items[0].`,
        state,
      );
    const [, name, quoted, index] = found;
    steps.push(index === undefined ? (name ?? quoted!.replace(/\\(.)/g, '$1')) : Number(index));
  }
  return steps;
}

function checkContext(path: string, { state, inItemSelector = false }: PathContext): void {
  if (OWN_CONTEXT.test(path) || (inItemSelector && ITEM_CONTEXT.test(path))) return;
  const advice = path.startsWith('$$.Map')
    ? '$$.Map.Item.Value and $$.Map.Item.Index stand in ItemSelector alone; pass them on from there'
    : 'Execution.Id, Name, Input, StartTime and StateMachine.Id, Name are there';
  throw new UnsupportedMachine(`${path} does not exist locally; ${advice}.`, state);
}

/**
 * As compilePath, for InputPath and its like: where nothing is there, it throws States.Runtime when
 * it is run. An absent path is `$`, null gives {}.
 */
export function compileNeeded(
  text: string | null | undefined,
  place: PathContext,
): (input: Json, context: JsonObject) => Json {
  if (text === undefined || text === '$') return (input) => input;
  if (text === null) return () => ({});
  const path = compilePath(text, place);
  return (input, context) => {
    const value = path(input, context);
    if (value === undefined)
      throw runtimeFailure(`Path ${text} leads to nothing in the input of state "${place.state}".`);
    return value;
  };
}

/**
 * ResultPath: puts a result into the state's raw input. Throws States.ResultPathMatchFailure where
 * it has no place.
 */
export function compileResultPath(
  text: string | null | undefined,
  { state }: PathContext,
): (input: Json, result: Json) => Json {
  if (text === undefined || text === '$') return (_, result) => result;
  if (text === null) return (input) => input;
  const steps = stepsOf(text, { state });
  const put = (at: number, value: Json | undefined, result: Json): Json => {
    const name = steps[at];
    if (name === undefined) return result;
    if (typeof name === 'number' || !(value === undefined || isObject(value)))
      throw new StateFailure(
        'States.ResultPathMatchFailure',
        `ResultPath ${text} has no place in the input of state "${state}".`,
      );
    const own = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
    return { ...value, [name]: put(at + 1, own, result) };
  };
  return (input, result) => put(0, input, result);
}
