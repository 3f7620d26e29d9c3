import type { Cursor } from './cursor.ts';
import { primary, typeName } from './primary.ts';
import { refused } from './refuse.ts';
import type { Expression } from './tree.ts';

/** Operators of one strength in a row, at most: each is a level of the tree. */
const LONGEST_CHAIN = 500;

/** Operators that join two values, from those that bind least. */
const strengths: readonly (readonly string[])[] = [
  ['||', '&', '|', '<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const comparisons = ['=', '<>', '!=', '<=', '>=', '<', '>'];

/** A value, up to what cannot belong to it. */
export const parseExpression = (cursor: Cursor): Expression =>
  chain(cursor, ['OR'], () => chain(cursor, ['AND'], () => negated(cursor)));

function chain(
  cursor: Cursor,
  operators: readonly string[],
  operand: () => Expression,
): Expression {
  let left = operand();
  for (let count = 0; ; count++) {
    const operator = operators.find((one) => cursor.accept(one));
    if (operator === undefined) return left;
    if (count > LONGEST_CHAIN)
      throw refused(`more than ${LONGEST_CHAIN} ${operator} stand in a row: write IN (…)`);
    left = { kind: 'binary', operator, left, right: operand() };
  }
}

function negated(cursor: Cursor): Expression {
  if (!cursor.accept('NOT')) return comparison(cursor);
  return { kind: 'unary', operator: 'NOT', operand: cursor.within(() => negated(cursor)) };
}

function comparison(cursor: Cursor): Expression {
  const operand = strength(cursor, 0);
  const operator = comparisons.find((one) => cursor.accept(one));
  if (operator !== undefined)
    return {
      kind: 'binary',
      operator: operator === '!=' ? '<>' : operator,
      left: operand,
      right: strength(cursor, 0),
    };
  if (cursor.accept('IS')) return isWhat(cursor, operand);
  const not = cursor.accept('NOT');
  if (cursor.accept('BETWEEN')) {
    const low = strength(cursor, 0);
    cursor.expect('AND');
    return { kind: 'between', not, operand, low, high: strength(cursor, 0) };
  }
  if (cursor.accept('IN')) return { kind: 'in', not, operand, among: among(cursor) };
  const like = ['LIKE', 'ILIKE'].find((one) => cursor.accept(one));
  if (like !== undefined) {
    const pattern = strength(cursor, 0);
    const matches = { kind: 'binary', operator: like, left: operand, right: pattern } as const;
    return not ? { kind: 'unary', operator: 'NOT', operand: matches } : matches;
  }
  if (not) throw cursor.unexpected('BETWEEN, IN or LIKE');
  return operand;
}

function isWhat(cursor: Cursor, operand: Expression): Expression {
  const not = cursor.accept('NOT');
  const what = (['NULL', 'TRUE', 'FALSE'] as const).find((one) => cursor.accept(one));
  if (what === undefined) throw cursor.unexpected('NULL, TRUE or FALSE');
  return { kind: 'is', not, operand, what };
}

function among(cursor: Cursor) {
  cursor.expect('(');
  const found = cursor.isQuery() ? cursor.query() : cursor.list(() => cursor.expression());
  cursor.expect(')');
  return found;
}

function strength(cursor: Cursor, level: number): Expression {
  const operators = strengths[level];
  if (!operators) return signed(cursor);
  return chain(cursor, operators, () => strength(cursor, level + 1));
}

function signed(cursor: Cursor): Expression {
  const operator = (['-', '+', '~'] as const).find((one) => cursor.accept(one));
  if (operator !== undefined) {
    const { kind } = cursor.peek();
    const operand = cursor.within(() => signed(cursor));
    // −2^63 is a number, 2^63 is none of 64 bits
    if (operator === '-' && kind === 'number' && operand.kind === 'literal') return minus(operand);
    return { kind: 'unary', operator, operand };
  }
  let value = primary(cursor);
  while (cursor.accept('::')) value = { kind: 'cast', operand: value, type: typeName(cursor) };
  return value;
}

function minus(literal: Extract<Expression, { kind: 'literal' }>): Expression {
  const { value } = literal;
  if (typeof value === 'bigint' || typeof value === 'number')
    return { kind: 'literal', value: -value };
  return literal;
}
