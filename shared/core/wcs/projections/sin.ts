import type { Projection, ProjectionParameters, ProjectionPoints } from '../projection.ts';

/**
 * Orthographic and slant orthographic: Paper II §5.1.5. PV2_1 = ξ, PV2_2 = η; both 0 for the plain
 * one.
 */
export class Sin implements Projection {
  readonly theta0 = 90;
  private readonly xi: number;
  private readonly eta: number;

  constructor(pv: ProjectionParameters) {
    this.xi = pv(1) ?? 0;
    this.eta = pv(2) ?? 0;
  }

  /**
   * With t = 1 − sin θ: m = x − ξt, l = ηt − y, and length 1 gives a quadratic equation for t. Its
   * smaller root, the point nearest the native pole, in a form that does not cancel.
   */
  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { xi, eta } = this;
    const a = 1 + xi * xi + eta * eta;
    for (let i = 0; i < count; i++) {
      const [u, v] = [x[i]!, y[i]!];
      const b = 1 + u * xi + v * eta;
      const c = u * u + v * v;
      // Rounding may carry a point on the limb just beyond it.
      let d = b * b - a * c;
      if (d < 0 && d > -1e-13) d = 0;
      const t = c === 0 ? 0 : c / (b + Math.sqrt(d));
      l[i] = eta * t - v;
      m[i] = u - xi * t;
      n[i] = 1 - t;
    }
  }

  /** The far side of the sphere, as seen along the slant, is hidden. */
  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { xi, eta } = this;
    for (let i = 0; i < count; i++) {
      const visible = n[i]! + xi * m[i]! - eta * l[i]! >= 0;
      const t = visible ? 1 - n[i]! : Number.NaN;
      x[i] = m[i]! + xi * t;
      y[i] = eta * t - l[i]!;
    }
  }
}
