import type { Polynomial2 } from './polynomial.ts';

/** Degrees: what a Newton step leaves behind one of this size is below rounding. */
const CONVERGED = 1e-10;
const MOST_STEPS = 50;

export interface PlaneAxis {
  /** in (ξ, η) for the first axis, (η, ξ) for the second */
  polynomial: Polynomial2;
  /** coefficients of r, r³, r⁵, r⁷, with r² = ξ² + η² */
  radial: Float64Array | undefined;
}

/**
 * A distortion behind the linear step: intermediate world coordinates (ξ, η), in degrees, to those of the projection plane, by a
 * polynomial for each axis.
 */
export class PlanePolynomial {
  private readonly xi: PlaneAxis;
  private readonly eta: PlaneAxis;
  /** sign of the determinant at the reference point; it changes where the polynomial folds over */
  private readonly parity: number;
  private readonly out = new Float64Array(6);

  constructor(xi: PlaneAxis, eta: PlaneAxis) {
    this.xi = xi;
    this.eta = eta;
    this.evaluate(0, 0);
    this.parity = Math.sign(this.out[1]! * this.out[5]! - this.out[2]! * this.out[4]!);
  }

  /** In place, degrees. */
  apply(count: number, x: Float64Array, y: Float64Array): void {
    const { out } = this;
    for (let i = 0; i < count; i++) {
      this.evaluate(x[i]!, y[i]!);
      x[i] = out[0]!;
      y[i] = out[3]!;
    }
  }

  /** In place, degrees, by Newton's method; NaN where it does not converge, or beyond the polynomial's fold. */
  invert(count: number, x: Float64Array, y: Float64Array): void {
    const { out } = this;
    for (let i = 0; i < count; i++) {
      const [wantedX, wantedY] = [x[i]!, y[i]!];
      let u = wantedX;
      let v = wantedY;
      let converged = false;
      let determinant = 0;
      for (let step = 0; step < MOST_STEPS && !converged; step++) {
        this.evaluate(u, v);
        const [dx, dy] = [wantedX - out[0]!, wantedY - out[3]!];
        determinant = out[1]! * out[5]! - out[2]! * out[4]!;
        const du = (out[5]! * dx - out[2]! * dy) / determinant;
        const dv = (out[1]! * dy - out[4]! * dx) / determinant;
        u += du;
        v += dv;
        converged = Math.abs(du) + Math.abs(dv) < CONVERGED;
        if (Number.isNaN(du + dv)) break;
      }
      if (!(determinant * this.parity > 0)) converged = false;
      x[i] = converged ? u : Number.NaN;
      y[i] = converged ? v : Number.NaN;
    }
  }

  /** out = [x, ∂x/∂ξ, ∂x/∂η, y, ∂y/∂ξ, ∂y/∂η] */
  private evaluate(u: number, v: number): void {
    const { out, xi, eta } = this;
    xi.polynomial.gradient(u, v, out, 0);
    eta.polynomial.gradient(v, u, out, 3);
    const swap = out[4]!;
    out[4] = out[5]!;
    out[5] = swap;
    if (xi.radial) addRadial(xi.radial, u, v, out, 0);
    if (eta.radial) addRadial(eta.radial, u, v, out, 3);
  }
}

/** c₁r + c₃r³ + c₅r⁵ + c₇r⁷ and its derivatives. */
function addRadial(c: Float64Array, u: number, v: number, out: Float64Array, at: number): void {
  const q = u * u + v * v;
  const r = Math.sqrt(q);
  out[at] = out[at]! + r * (c[0]! + q * (c[1]! + q * (c[2]! + q * c[3]!)));
  const slope = r === 0 ? 0 : (c[0]! + q * (3 * c[1]! + q * (5 * c[2]! + q * 7 * c[3]!))) / r;
  out[at + 1] = out[at + 1]! + slope * u;
  out[at + 2] = out[at + 2]! + slope * v;
}
