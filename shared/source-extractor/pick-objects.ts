import type { Labels, Objects } from 'sep-wasm';

/** Some rows of the columns, in the order given. */
export function pickObjects(objects: Objects, kept: readonly number[]): Objects {
  const columns = Object.entries(objects).map(([name, values]) =>
    typeof values === 'number' ||
    name === 'candidates' ||
    name === 'given' ||
    name === 'stillHidden'
      ? ([name, values] as const)
      : ([name, pickValues(values, kept)] as const),
  );
  return { ...Object.fromEntries(columns), length: kept.length } as Objects;
}

/** Numbers the map of segments by the order of rows. */
export function renumberObjects(segments: Labels, order: readonly number[]): void {
  const numbers = new Int32Array(order.length + 1);
  for (const [i, row] of order.entries()) numbers[row + 1] = i + 1;
  segments.renumber(numbers);
}

/** Some elements of a column, in the order given. */
export function pickValues<T extends Int16Array | Int32Array | Float64Array>(
  values: T,
  rows: readonly number[],
): T {
  const picked = values.slice(0, rows.length) as T;
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}
