import type { Expression } from './tree.ts';

/**
 * Bytes of a text that a query puts together, at most: a row of them grows tenfold in each step.
 */
const LONGEST_TEXT = 65_536;

/** Texts put together by ||, as DuckDB reads it: too long a text is an error, and not memory. */
export function joinedSql(value: Expression, write: (part: Expression) => string): string {
  const parts = chainOf(value).map((part) => `CAST(${write(part)} AS VARCHAR)`);
  const length = parts.map((part) => `strlen(${part})`).join(' + ');
  return `(CASE WHEN ${length} > ${LONGEST_TEXT} THEN error('a text of more than ${LONGEST_TEXT} bytes') ELSE ${parts.join(' || ')} END)`;
}

/** What stands between || in a row. */
const chainOf = (value: Expression): Expression[] =>
  value.kind === 'binary' && value.operator === '||'
    ? [...chainOf(value.left), value.right]
    : [value];
