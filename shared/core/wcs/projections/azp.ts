import { cosDegrees, sinDegrees } from '../../sphere/angle.ts';
import type { Projection, ProjectionParameters, ProjectionPoints } from '../projection.ts';

/**
 * Slant zenithal perspective: Paper II §5.1.1. PV2_1 = μ (distance of the source of light), PV2_2 =
 * γ (slant, degrees).
 */
export class Azp implements Projection {
  readonly theta0 = 90;
  private readonly mu: number;
  private readonly cosGamma: number;
  private readonly sinGamma: number;

  /** Throws RangeError for the two degenerate cases: μ = −1 and γ = ±90°. */
  constructor(pv: ProjectionParameters) {
    this.mu = pv(1) ?? 0;
    this.cosGamma = cosDegrees(pv(2) ?? 0);
    this.sinGamma = sinDegrees(pv(2) ?? 0);
    if (this.mu === -1 || this.cosGamma === 0)
      throw new RangeError('AZP needs PV2_1 ≠ −1 and PV2_2 ≠ ±90');
  }

  /**
   * With k = (μ + n + l tanγ)/(μ + 1): m = kx, l = −ky cosγ, n = kc − μ where c = μ + 1 + y sinγ;
   * length 1 gives a quadratic equation for k. Of two points on the line of sight the one nearer
   * the native pole is taken.
   */
  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { mu, cosGamma, sinGamma } = this;
    for (let i = 0; i < count; i++) {
      const v = y[i]! * cosGamma;
      const c = mu + 1 + y[i]! * sinGamma;
      const a = x[i]! * x[i]! + v * v + c * c;
      const d = mu * mu * c * c - (mu * mu - 1) * a;
      const root = d >= 0 ? Math.sqrt(d) : d > -1e-13 ? 0 : Number.NaN;
      const k = (mu * c + (c < 0 ? -root : root)) / a;
      l[i] = -k * v;
      m[i] = k * x[i]!;
      n[i] = k * c - mu;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const { mu, cosGamma, sinGamma } = this;
    const tanGamma = sinGamma / cosGamma;
    for (let i = 0; i < count; i++) {
      const d = mu + n[i]! + l[i]! * tanGamma;
      const scale = this.visible(l[i]!, m[i]!, n[i]!, d) ? (mu + 1) / d : Number.NaN;
      x[i] = m[i]! * scale;
      y[i] = (-l[i]! * scale) / cosGamma;
    }
  }

  /**
   * Neither behind the plane of divergence nor hidden by a point nearer the native pole (Paper II,
   * figure 4 and text).
   */
  private visible(l: number, m: number, n: number, d: number): boolean {
    const { mu, cosGamma, sinGamma } = this;
    if (d === 0) return false;
    if (Math.abs(mu) > 1 && n < -1 / mu) return false;
    if (Math.abs(mu * cosGamma) >= 1) return true;
    // Limits of θ on this meridian: μ + sinθ + s·cosθ = 0, with s = tanγ cosφ.
    const cosTheta = Math.sqrt(l * l + m * m);
    const s = cosTheta === 0 ? sinGamma / cosGamma : ((sinGamma / cosGamma) * l) / cosTheta;
    const t = mu / Math.sqrt(1 + s * s);
    if (Math.abs(t) > 1) return true;
    const lower = upright(Math.atan(-s) - Math.asin(t));
    const upper = upright(Math.atan(-s) + Math.asin(t) + Math.PI);
    return Math.atan2(n, cosTheta) >= Math.max(lower, upper);
  }
}

const upright = (angle: number): number => (angle > Math.PI / 2 ? angle - 2 * Math.PI : angle);
