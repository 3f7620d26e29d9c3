/** Where a row of a lower triangle begins that is packed row by row: also the length of the triangle of so many rows. */
export const rowAt = (row: number): number => (row * (row + 1)) / 2;

/**
 * Cholesky's factor L of symmetric n × n matrices with small n, given and answered as packed lower triangles, in place. A pivot
 * below `least` times its diagonal means that the row depends on earlier ones: its unknown becomes 0.
 */
export function factorise(a: Float64Array, n: number, least = 1e-12, o = 0): void {
  for (let row = 0; row < n; row++) {
    const own = o + rowAt(row);
    for (let column = 0; column <= row; column++) {
      const other = o + rowAt(column);
      let sum = a[own + column]!;
      for (let k = 0; k < column; k++) sum -= a[own + k]! * a[other + k]!;
      const diagonal = a[other + column]!;
      if (column < row) a[own + column] = diagonal === 0 ? 0 : sum / diagonal;
      else a[own + row] = sum > least * diagonal ? Math.sqrt(sum) : 0;
    }
  }
}

/** Solves L Lᵀ x = b in place, with the factor of `factorise`. */
export function solveFactorised(a: Float64Array, n: number, b: Float64Array, o = 0, at = 0): void {
  for (let row = 0; row < n; row++) {
    const own = o + rowAt(row);
    let sum = b[at + row]!;
    for (let k = 0; k < row; k++) sum -= a[own + k]! * b[at + k]!;
    const diagonal = a[own + row]!;
    b[at + row] = diagonal === 0 ? 0 : sum / diagonal;
  }
  // Lᵀ, row by row of L: columns of a large matrix would miss the cache.
  for (let row = n - 1; row >= 0; row--) {
    const own = o + rowAt(row);
    const diagonal = a[own + row]!;
    const value = diagonal === 0 ? 0 : b[at + row]! / diagonal;
    b[at + row] = value;
    for (let k = 0; k < row; k++) b[at + k] = b[at + k]! - a[own + k]! * value;
  }
}
