import { UnsupportedMachine } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const operator =
  /^((String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?|StringMatches|BooleanEquals(Path)?|Is(Null|Present|Numeric|String|Boolean|Timestamp))$/;

/**
 * A choice rule in the form that the interpreter computes as AWS does: it takes `IsPresent: false` for never, and compares
 * values of different types as JavaScript would.
 */
export function soundRule(rule: JsonObject, state: string): JsonObject {
  const { Next, Comment: _, ...test } = rule;
  return { ...soundTest(test, state), ...(Next === undefined ? {} : { Next }) };
}

function soundTest(test: JsonObject, state: string): JsonObject {
  const nested = (value: Json | undefined): JsonObject => {
    if (!isObject(value)) throw new UnsupportedMachine('a choice rule must be an object.', state);
    return soundRule(value, state);
  };
  if (Array.isArray(test.And)) return { And: test.And.map(nested) };
  if (Array.isArray(test.Or)) return { Or: test.Or.map(nested) };
  if ('Not' in test) return { Not: nested(test.Not) };

  const { Variable, ...rest } = test;
  const [name, ...more] = Object.keys(rest);
  if (typeof Variable !== 'string' || name === undefined || more.length > 0 || !operator.test(name)) {
    throw new UnsupportedMachine(
      `choice rule ${JSON.stringify(test)} is not one Variable with one known operator.`,
      state,
    );
  }
  const operand = rest[name]!;
  if (name.startsWith('Is')) {
    const positive = { Variable, [name]: true };
    return operand === true ? positive : { Not: positive };
  }
  if (name === 'StringMatches' && String(operand).includes('?')) {
    throw new UnsupportedMachine(
      'StringMatches with "?" does not run locally: the interpreter takes it for a wildcard.',
      state,
    );
  }
  const type = /^(String|Numeric|Timestamp)/.exec(name)?.[0];
  return type ? { And: [{ Variable, [`Is${type}`]: true }, test] } : test;
}
