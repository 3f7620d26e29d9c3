/** A polynomial in two variables up to a total degree, evaluated by Horner's rule in both. */
export class Polynomial2 {
  readonly degree: number;
  /** coefficients of u^p v^q, p rising, then q rising, with p + q ≤ degree */
  private readonly c: Float64Array;

  constructor(degree: number, coefficient: (p: number, q: number) => number) {
    this.degree = degree;
    const c: number[] = [];
    for (let p = 0; p <= degree; p++) for (let q = 0; p + q <= degree; q++) c.push(coefficient(p, q));
    this.c = Float64Array.from(c);
  }

  value(u: number, v: number): number {
    const { c, degree } = this;
    let k = c.length;
    let f = 0;
    for (let p = degree; p >= 0; p--) {
      let g = 0;
      for (let q = degree - p; q >= 0; q--) g = g * v + c[--k]!;
      f = f * u + g;
    }
    return f;
  }

  /** [value, ∂/∂u, ∂/∂v] into `out` from index `at` on. */
  gradient(u: number, v: number, out: Float64Array, at: number): void {
    const { c, degree } = this;
    let k = c.length;
    let f = 0;
    let fu = 0;
    let fv = 0;
    for (let p = degree; p >= 0; p--) {
      let g = 0;
      let gv = 0;
      for (let q = degree - p; q >= 0; q--) {
        gv = gv * v + g;
        g = g * v + c[--k]!;
      }
      fu = fu * u + f;
      fv = fv * u + gv;
      f = f * u + g;
    }
    out[at] = f;
    out[at + 1] = fu;
    out[at + 2] = fv;
  }
}
