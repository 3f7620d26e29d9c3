import { toRadians } from '../../sphere/angle.ts';
import {
  EDGE,
  type Projection,
  type ProjectionParameters,
  type ProjectionPoints,
} from '../projection.ts';

/** PV2_0 to PV2_29, as many as wcslib takes. */
const TERMS = 30;

/**
 * Zenithal polynomial: Paper II §5.1.7. R = Σ PV2_m ζ^m, ζ = 90° − θ in radians, as far as R grows
 * with ζ.
 */
export class Zpn implements Projection {
  readonly theta0 = 90;
  private readonly p: Float64Array;
  /** where R ceases to grow: ζ there (at most π) and R */
  private readonly edge: number;
  private readonly edgeR: number;

  /** Throws RangeError where no coefficient is given or R does not grow at the native pole. */
  constructor(pv: ProjectionParameters) {
    const given = Array.from({ length: TERMS }, (_, j) => pv(j) ?? 0);
    const degree = given.findLastIndex((c) => c !== 0);
    if (degree < 1) throw new RangeError('ZPN needs PV2_1, or a higher coefficient');
    this.p = Float64Array.from(given.slice(0, degree + 1));
    if (this.slope(0) < 0 || (this.slope(0) === 0 && this.slope(1e-3) <= 0)) {
      throw new RangeError('ZPN needs a radius that grows from the native pole: PV2_1 > 0');
    }
    this.edge = this.turningPoint();
    this.edgeR = this.radius(this.edge);
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const r = Math.sqrt(x[i]! * x[i]! + y[i]! * y[i]!);
      const zeta = this.zenithDistance(r);
      const scale = r === 0 ? 1 : Math.sin(zeta) / r;
      l[i] = -y[i]! * scale;
      m[i] = x[i]! * scale;
      n[i] = Math.cos(zeta);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const cosTheta = Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!);
      const zeta = Math.atan2(cosTheta, n[i]!);
      const r = zeta <= this.edge ? this.radius(zeta) : Number.NaN;
      if (cosTheta === 0) {
        x[i] = 0 * r;
        y[i] = -r;
      } else {
        x[i] = (m[i]! * r) / cosTheta;
        y[i] = (-l[i]! * r) / cosTheta;
      }
    }
  }

  private radius(zeta: number): number {
    let sum = 0;
    for (let j = this.p.length - 1; j >= 0; j--) sum = sum * zeta + this.p[j]!;
    return sum;
  }

  private slope(zeta: number): number {
    let sum = 0;
    for (let j = this.p.length - 1; j > 0; j--) sum = sum * zeta + j * this.p[j]!;
    return sum;
  }

  /** The first ζ with dR/dζ = 0: steps of a degree, then bisection to the last bit. */
  private turningPoint(): number {
    for (let degrees = 1; degrees <= 180; degrees++) {
      let high = toRadians(degrees);
      if (this.slope(high) > 0) continue;
      let low = toRadians(degrees - 1);
      for (let mid = (low + high) / 2; low < mid && mid < high; mid = (low + high) / 2) {
        if (this.slope(mid) > 0) low = mid;
        else high = mid;
      }
      return low;
    }
    return Math.PI;
  }

  /**
   * Newton's method kept inside a shrinking bracket; R is monotonic there, so there is one answer.
   */
  private zenithDistance(r: number): number {
    const r0 = this.p[0]!;
    if (!(r >= r0 - EDGE && r <= this.edgeR + EDGE)) return Number.NaN;
    let low = 0;
    let high = this.edge;
    let zeta = Math.min(high, Math.max(0, (r - r0) / (this.p[1] || (this.edgeR - r0) / this.edge)));
    // A bisection at every step would need 60.
    for (let step = 0; step < 100; step++) {
      const excess = this.radius(zeta) - r;
      if (excess === 0) return zeta;
      if (excess > 0) high = zeta;
      else low = zeta;
      let next = zeta - excess / this.slope(zeta);
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (Math.abs(next - zeta) <= 1e-16 + 2e-16 * zeta) return next;
      zeta = next;
    }
    return zeta;
  }
}
