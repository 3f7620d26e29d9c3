/**
 * Where a row of a lower triangle begins that is packed row by row: also the length of the triangle
 * of so many rows.
 */
export const rowAt = (row: number): number => (row * (row + 1)) / 2;

/**
 * Cholesky's factor L of symmetric n × n matrices with small n, given and answered as packed lower
 * triangles, in place. A pivot below `least` times its diagonal means that the row depends on
 * earlier ones: its unknown becomes 0.
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
  solveForward(a, n, b, o, at);
  solveBackward(a, n, b, o, at);
}

/** Solves L x = b in place. */
export function solveForward(a: Float64Array, n: number, b: Float64Array, o = 0, at = 0): void {
  for (let row = 0; row < n; row++) {
    const own = o + rowAt(row);
    let sum = b[at + row]!;
    for (let k = 0; k < row; k++) sum -= a[own + k]! * b[at + k]!;
    const diagonal = a[own + row]!;
    b[at + row] = diagonal === 0 ? 0 : sum / diagonal;
  }
}

/** Solves Lᵀ x = b in place. */
export function solveBackward(a: Float64Array, n: number, b: Float64Array, o = 0, at = 0): void {
  // Row by row of L: columns of a large matrix would miss the cache.
  for (let row = n - 1; row >= 0; row--) {
    const own = o + rowAt(row);
    const diagonal = a[own + row]!;
    const value = diagonal === 0 ? 0 : b[at + row]! / diagonal;
    b[at + row] = value;
    for (let k = 0; k < row; k++) b[at + k] = b[at + k]! - a[own + k]! * value;
  }
}

/** L⁻¹ E L⁻ᵀ in full, of a symmetric E (lower triangle) and a factor L. */
export function whitened(e: Float64Array, factor: Float64Array, n: number): Float64Array {
  const rows = Array.from({ length: n }, (_, row) => {
    const values = Float64Array.from(
      { length: n },
      (_, k) => e[rowAt(Math.max(row, k)) + Math.min(row, k)]!,
    );
    solveForward(factor, n, values);
    return values;
  });
  const out = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const values = Float64Array.from(rows, (row) => row[column]!);
    solveForward(factor, n, values);
    for (let row = 0; row < n; row++) out[row * n + column] = values[row]!;
  }
  return out;
}

/** Sweeps of Jacobi's method: each squares the error, and few are needed. */
const SWEEPS = 12;

/**
 * Eigenvalues and unit eigenvectors of a small symmetric n × n matrix, written out in full, row by
 * row (Jacobi 1846).
 */
export function eigenOf(
  matrix: Float64Array,
  n: number,
): { value: number; vector: Float64Array }[] {
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p * n + q] === 0) continue;
        const angle = 0.5 * Math.atan2(2 * a[p * n + q]!, a[p * n + p]! - a[q * n + q]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turn = (matrix: Float64Array, x: number, y: number): void => {
          const [atX, atY] = [matrix[x]!, matrix[y]!];
          matrix[x] = c * atX + s * atY;
          matrix[y] = c * atY - s * atX;
        };
        for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q);
        for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k);
        for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q);
      }
    }
  }
  return Array.from({ length: n }, (_, m) => ({
    value: a[m * n + m]!,
    vector: Float64Array.from({ length: n }, (_, k) => v[k * n + m]!),
  }));
}
