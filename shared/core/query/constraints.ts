import { constant, type Value } from './constant.ts';
import { type CircleOf, containedIn, distanceOf, type Place, radialQuery } from './geometry.ts';
import type { Expression } from './tree.ts';

/** A circle on the sky; degrees. */
export interface Cone {
  /** right ascension of its centre, degrees, ICRS */
  readonly ra: number;
  /** declination of its centre, degrees, ICRS */
  readonly dec: number;
  /** degrees */
  readonly radius: number;
}

/** What is asked of the rows of a table: values of a column, or a place on the sky. */
export type Constraint =
  | { readonly kind: 'range'; readonly column: string; readonly low: Value; readonly high: Value }
  | { readonly kind: 'among'; readonly column: string; readonly values: readonly Value[] }
  | { readonly kind: 'cone'; readonly ra: string; readonly dec: string; readonly cone: Cone };

type Column = Extract<Expression, { kind: 'column' }>;
/** The name of a column of the table that is looked at; undefined for one of another. */
type OwnName = (column: Column) => string | undefined;

const MOST = Number.POSITIVE_INFINITY;
const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** What must hold of a row of one table where a condition holds. */
export function bounds(condition: Expression, own: OwnName): Constraint[] {
  if (condition.kind === 'between' && !condition.not) {
    const [column, low, high] = [
      columnOf(condition.operand, own),
      constant(condition.low),
      constant(condition.high),
    ];
    if (column === undefined || low === undefined || high === undefined) return [];
    return [{ kind: 'range', column, low, high }];
  }
  if (condition.kind === 'in' && !condition.not && !('body' in condition.among)) {
    const column = columnOf(condition.operand, own);
    const values = condition.among.map(constant).filter((value) => value !== undefined);
    if (column === undefined || values.length < condition.among.length) return [];
    return [{ kind: 'among', column, values }];
  }
  if (condition.kind === 'call')
    return condition.name === 'q3c_radial_query' ? coneOf(radialQuery(condition.args), own) : [];
  if (condition.kind !== 'binary') return [];
  if (condition.operator === 'AND')
    return [...bounds(condition.left, own), ...bounds(condition.right, own)];
  return [
    ...compared(condition.operator, condition.left, condition.right, own),
    ...compared(
      flipped[condition.operator] ?? condition.operator,
      condition.right,
      condition.left,
      own,
    ),
  ];
}

/** Of `left operator right` with a number at the right. */
function compared(
  operator: string,
  left: Expression,
  right: Expression,
  own: OwnName,
): Constraint[] {
  const value = constant(right);
  if (value === undefined) return [];
  if (left.kind === 'call') {
    if (left.name === 'contains' && operator === '=' && Number(value) === 1)
      return coneOf(containedIn(left.args), own);
    const pair = distanceOf(left.name, left.args);
    if (!pair || (operator !== '<' && operator !== '<=')) return [];
    const radius: Expression = { kind: 'literal', value };
    return [
      ...coneOf({ place: pair[0], circle: { centre: pair[1], radius } }, own),
      ...coneOf({ place: pair[1], circle: { centre: pair[0], radius } }, own),
    ];
  }
  const column = columnOf(left, own);
  if (column === undefined) return [];
  if (operator === '=') return [{ kind: 'among', column, values: [value] }];
  if (operator === '<' || operator === '<=')
    return [{ kind: 'range', column, low: -MOST, high: value }];
  if (operator === '>' || operator === '>=')
    return [{ kind: 'range', column, low: value, high: MOST }];
  return [];
}

function coneOf(
  within: { place: Place; circle: CircleOf } | undefined,
  own: OwnName,
): Constraint[] {
  if (!within) return [];
  const { place, circle } = within;
  const [ra, dec] = place.map((value) => columnOf(value, own));
  const numbers = [...circle.centre, circle.radius].map(constant);
  const [ra0, dec0, radius] = numbers.map(Number);
  if (ra === undefined || dec === undefined || numbers.includes(undefined)) return [];
  return [{ kind: 'cone', ra, dec, cone: { ra: ra0!, dec: dec0!, radius: radius! } }];
}

const columnOf = (value: Expression, own: OwnName): string | undefined =>
  value.kind === 'column' ? own(value) : undefined;
