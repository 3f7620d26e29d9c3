import { runtimeFailure, UnsupportedMachine } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { compilePath, type PathContext } from './paths.ts';

/** Whether a choice rule holds for a state's input. */
export type Rule = (input: Json, context: JsonObject) => boolean;

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** How values of a type are compared: as what; undefined where a value is of another type. */
const comparable: Record<string, (value: Json) => string | number | boolean | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  Timestamp: (value) =>
    typeof value === 'string' && TIMESTAMP.test(value) ? Date.parse(value) : undefined,
};

const holds: Record<
  string,
  (a: string | number | boolean, b: string | number | boolean) => boolean
> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

const COMPARISON =
  /^(?:(String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)|(Boolean)(Equals))(Path)?$/;

const presence: Record<string, (value: Json) => boolean> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => comparable.Timestamp?.(value) !== undefined,
};

/**
 * Compiles a rule of a Choice, without its Next. A comparison of values of another type does not
 * hold. Throws UnsupportedMachine where the rule is not one Variable with one known operator.
 */
export function compileRule(
  { Next: _, Comment: __, ...rule }: JsonObject,
  place: PathContext,
): Rule {
  const nested = (value: Json | undefined): Rule => {
    if (!isObject(value))
      throw new UnsupportedMachine('a choice rule must be an object.', place.state);
    return compileRule(value, place);
  };
  if (Array.isArray(rule.And)) {
    const rules = rule.And.map(nested);
    return (input, context) => rules.every((each) => each(input, context));
  }
  if (Array.isArray(rule.Or)) {
    const rules = rule.Or.map(nested);
    return (input, context) => rules.some((each) => each(input, context));
  }
  if ('Not' in rule) {
    const negated = nested(rule.Not);
    return (input, context) => !negated(input, context);
  }
  const { Variable, ...rest } = rule;
  const [operator, ...more] = Object.keys(rest);
  const test =
    operator === undefined ? undefined : compileTest(operator, rest[operator] ?? null, place);
  if (typeof Variable !== 'string' || more.length > 0 || !test) {
    throw new UnsupportedMachine(
      `choice rule ${JSON.stringify(rule)} is not one Variable with one known operator.`,
      place.state,
    );
  }
  const variable = compilePath(Variable, place);
  if (operator === 'IsPresent')
    return (input, context) => (variable(input, context) !== undefined) === rest.IsPresent;
  return (input, context) =>
    test(needed(Variable, variable(input, context), place), input, context);
}

type Test = (value: Json, input: Json, context: JsonObject) => boolean;

function compileTest(operator: string, operand: Json, place: PathContext): Test | undefined {
  if (operator === 'IsPresent') return () => true;
  const is = presence[operator];
  if (is) return (value) => is(value) === operand;
  if (operator === 'StringMatches' && typeof operand === 'string') {
    const pattern = wildcard(operand);
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  const [, type, how, boolean, equals, path] = COMPARISON.exec(operator) ?? [];
  const as = comparable[type ?? boolean ?? ''];
  const compare = holds[how ?? equals ?? ''];
  if (!as || !compare) return undefined;
  const other =
    path === undefined
      ? () => operand
      : (
          (at) => (input: Json, context: JsonObject) =>
            needed(String(operand), at(input, context), place)
        )(compilePath(String(operand), place));
  return (value, input, context) => {
    const [a, b] = [as(value), as(other(input, context))];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function needed(path: string, value: Json | undefined, { state }: PathContext): Json {
  if (value === undefined)
    throw runtimeFailure(`Path ${path} leads to nothing in the input of the Choice "${state}".`);
  return value;
}

/** StringMatches: `*` stands for any text, `\*` for a star. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(
      /\\([\\*])|(\*)|[^\w\s]/g,
      (one, escaped: string | undefined, star: string | undefined) =>
        star ? '.*' : `\\${escaped ?? one}`,
    )}$`,
    's',
  );
