import type { Expression } from './tree.ts';

/** A number of a query. */
export type Value = bigint | number;

/** The number that a value is, whatever the row: a literal, or a sum or product of some. */
export function constant(value: Expression): Value | undefined {
  if (value.kind === 'literal')
    return typeof value.value === 'bigint' || typeof value.value === 'number'
      ? value.value
      : undefined;
  if (value.kind === 'unary' && value.operator === '-') {
    const operand = constant(value.operand);
    return operand === undefined ? undefined : -operand;
  }
  if (value.kind !== 'binary') return undefined;
  const [left, right] = [constant(value.left), constant(value.right)];
  if (left === undefined || right === undefined) return undefined;
  if (value.operator === '/') return Number(left) / Number(right);
  if (value.operator === '*') return Number(left) * Number(right);
  if (value.operator === '+') return Number(left) + Number(right);
  return value.operator === '-' ? Number(left) - Number(right) : undefined;
}
