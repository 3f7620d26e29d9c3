import type { PolynomialPair } from './polynomial-pair.ts';

/** Coefficients of r, r³, r⁵, r⁷, with r² = ξ² + η². */
export type Radial = readonly [number, number, number, number];

/** Degrees: what a Newton step leaves behind one of this size is below rounding. */
const CONVERGED = 1e-10;
const MAX_STEPS = 50;

/**
 * A distortion behind the linear step: intermediate world coordinates (ξ, η), in degrees, to those
 * of the projection plane, by a polynomial for each axis.
 */
export class PlanePolynomial {
  private readonly polynomials: PolynomialPair;
  private readonly radialX: Radial | undefined;
  private readonly radialY: Radial | undefined;
  /** sign of the determinant at the reference point; it changes where the polynomial folds over */
  private readonly parity: number;
  /** [x, ∂x/∂ξ, ∂x/∂η, y, ∂y/∂ξ, ∂y/∂η] at the last point asked for */
  private readonly out = new Float64Array(6);

  constructor(polynomials: PolynomialPair, radialX?: Radial, radialY?: Radial) {
    this.polynomials = polynomials;
    this.radialX = radialX;
    this.radialY = radialY;
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

  /**
   * In place, degrees, by Newton's method; NaN where it does not converge, or beyond the
   * polynomial's fold.
   */
  invert(count: number, x: Float64Array, y: Float64Array): void {
    const { out } = this;
    for (let i = 0; i < count; i++) {
      const [wantedX, wantedY] = [x[i]!, y[i]!];
      let u = wantedX;
      let v = wantedY;
      let converged = false;
      let determinant = 0;
      for (let step = 0; step < MAX_STEPS && !converged; step++) {
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

  private evaluate(u: number, v: number): void {
    const { out, radialX, radialY } = this;
    this.polynomials.gradient(u, v, out);
    if (radialX) addRadial(radialX, u, v, out, 0);
    if (radialY) addRadial(radialY, u, v, out, 3);
  }
}

/** c₁r + c₃r³ + c₅r⁵ + c₇r⁷ and its derivatives, added to out from index `at` on. */
function addRadial(c: Radial, u: number, v: number, out: Float64Array, at: number): void {
  const q = u * u + v * v;
  const r = Math.sqrt(q);
  out[at] = out[at]! + r * (c[0] + q * (c[1] + q * (c[2] + q * c[3])));
  const slope = r === 0 ? 0 : (c[0] + q * (3 * c[1] + q * (5 * c[2] + q * 7 * c[3]))) / r;
  out[at + 1] = out[at + 1]! + slope * u;
  out[at + 2] = out[at + 2]! + slope * v;
}
