/** The coefficient of u^p v^q. */
export type Coefficient = (p: number, q: number) => number;

/**
 * Two polynomials f and g of the same two variables, up to a total degree, evaluated together by
 * Horner's rule in both variables. Answers go into an array of six: [f, ∂f/∂u, ∂f/∂v, g, ∂g/∂u,
 * ∂g/∂v].
 */
export class PolynomialPair {
  private readonly degree: number;
  /** f's and g's coefficients in turn, p rising, then q rising, with p + q ≤ degree */
  private readonly c: Float64Array;

  constructor(degree: number, f: Coefficient, g: Coefficient) {
    this.degree = degree;
    const c: number[] = [];
    for (let p = 0; p <= degree; p++)
      for (let q = 0; p + q <= degree; q++) c.push(f(p, q), g(p, q));
    this.c = Float64Array.from(c);
  }

  /** f and g alone, into out[0] and out[3]. */
  value(u: number, v: number, out: Float64Array): void {
    const { c, degree } = this;
    let k = c.length;
    let f = 0;
    let g = 0;
    for (let p = degree; p >= 0; p--) {
      let fp = 0;
      let gp = 0;
      for (let q = degree - p; q >= 0; q--) {
        k -= 2;
        fp = fp * v + c[k]!;
        gp = gp * v + c[k + 1]!;
      }
      f = f * u + fp;
      g = g * u + gp;
    }
    out[0] = f;
    out[3] = g;
  }

  /** f, g and their derivatives. */
  gradient(u: number, v: number, out: Float64Array): void {
    const { c, degree } = this;
    let k = c.length;
    let f = 0;
    let fu = 0;
    let fv = 0;
    let g = 0;
    let gu = 0;
    let gv = 0;
    for (let p = degree; p >= 0; p--) {
      let fp = 0;
      let fpv = 0;
      let gp = 0;
      let gpv = 0;
      for (let q = degree - p; q >= 0; q--) {
        k -= 2;
        fpv = fpv * v + fp;
        fp = fp * v + c[k]!;
        gpv = gpv * v + gp;
        gp = gp * v + c[k + 1]!;
      }
      fu = fu * u + f;
      fv = fv * u + fpv;
      f = f * u + fp;
      gu = gu * u + g;
      gv = gv * u + gpv;
      g = g * u + gp;
    }
    out[0] = f;
    out[1] = fu;
    out[2] = fv;
    out[3] = g;
    out[4] = gu;
    out[5] = gv;
  }
}
