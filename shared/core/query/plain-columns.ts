import type { Needs } from './needs.ts';
import type { Query } from './tree.ts';

/**
 * Which column of the tables a column of the answer is, both in lower case; undefined for a value
 * that is computed, and for what comes of a subquery.
 */
export function plainColumns(
  { body, withs }: Query,
  { selects }: Needs,
): (output: string) => string | undefined {
  const own = selects.find(({ select }) => select === body);
  if (body.kind !== 'select' || withs.length > 0 || !own?.isPlain) return () => undefined;
  const named = new Map<string, string | undefined>();
  for (const { value, name } of body.items) {
    const column = value.kind === 'column' ? value.name.toLowerCase() : undefined;
    const output = name?.toLowerCase() ?? column;
    if (output !== undefined) named.set(output, column);
  }
  const takesAll = body.items.some(({ value }) => value.kind === 'star');
  return (output) => {
    const name = output.toLowerCase();
    if (named.has(name)) return named.get(name);
    return takesAll ? name : undefined;
  };
}
