/** The standard deviation of Gaussian noise per median absolute deviation. */
export const SIGMA_OF_MAD = 1.4826;

/** Median of the values, which are rearranged in place. Not for NaN. */
export function medianOf(values: Float64Array): number {
  const middle = values.length >> 1;
  const upper = select(values, middle);
  if (values.length % 2 === 1) return upper;
  let lower = values[0]!;
  for (let k = 1; k < middle; k++) if (values[k]! > lower) lower = values[k]!;
  return (lower + upper) / 2;
}

/**
 * The value that would be at `rank` in sorted order; what is before it is not larger (Hoare 1961,
 * Find).
 */
function select(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[rank]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
      i++;
      j--;
    }
    if (j < rank) left = i;
    if (rank < i) right = j;
  }
  return values[rank]!;
}
