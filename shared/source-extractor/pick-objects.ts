import type { Objects } from 'sep-wasm';

/** Some rows of the columns, in the order told; `order` renumbers the map of segments. */
export function pickObjects(
  objects: Objects,
  kept: readonly number[],
  order: readonly number[],
): Objects {
  const numbers = new Int32Array(order.length + 1);
  for (const [i, row] of order.entries()) numbers[row + 1] = i + 1;
  const columns = Object.entries(objects).map(([name, values]) => {
    if (typeof values === 'number' || name === 'candidates' || name === 'given')
      return [name, values] as const;
    if (name === 'segmentation')
      return [
        name,
        values.map((number: number) => (number > 0 ? numbers[number]! : number)),
      ] as const;
    return [name, pick(values, kept)] as const;
  });
  return { ...Object.fromEntries(columns), length: kept.length } as Objects;
}

const pick = (
  values: Int32Array | Float64Array,
  rows: readonly number[],
): Int32Array | Float64Array =>
  values instanceof Int32Array
    ? Int32Array.from(rows, (row) => values[row]!)
    : Float64Array.from(rows, (row) => values[row]!);
