/**
 * Cholesky's factor L of symmetric n × n matrices with small n, row by row in a flat array of which the lower triangle is used, in
 * place. A pivot below `least` times its diagonal means that the row depends on earlier ones: its unknown becomes 0.
 */
export function factorise(a: Float64Array, n: number, least = 1e-12, o = 0): void {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[o + row * n + column]!;
      for (let k = 0; k < column; k++) sum -= a[o + row * n + k]! * a[o + column * n + k]!;
      const diagonal = a[o + column * n + column]!;
      if (column < row) a[o + row * n + column] = diagonal === 0 ? 0 : sum / diagonal;
      else a[o + row * n + row] = sum > least * diagonal ? Math.sqrt(sum) : 0;
    }
  }
}

/** Solves L Lᵀ x = b in place, with the factor of `factorise`. */
export function solveFactorised(a: Float64Array, n: number, b: Float64Array, o = 0, at = 0): void {
  for (let row = 0; row < n; row++) {
    let sum = b[at + row]!;
    for (let k = 0; k < row; k++) sum -= a[o + row * n + k]! * b[at + k]!;
    const diagonal = a[o + row * n + row]!;
    b[at + row] = diagonal === 0 ? 0 : sum / diagonal;
  }
  // Lᵀ, row by row of L: columns of a large matrix would miss the cache.
  for (let row = n - 1; row >= 0; row--) {
    const diagonal = a[o + row * n + row]!;
    const value = diagonal === 0 ? 0 : b[at + row]! / diagonal;
    b[at + row] = value;
    for (let k = 0; k < row; k++) b[at + k] = b[at + k]! - a[o + row * n + k]! * value;
  }
}
