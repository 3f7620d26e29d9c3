import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

/** Hammer-Aitoff: Paper II §5.3.4. */
export class Ait implements Projection {
  readonly theta0 = 0;

  /**
   * With Z² = 1 − (x/4)² − (y/2)²: cosθ sin(φ/2) = Zx/2, cosθ cos(φ/2) = 2Z² − 1, sinθ = Zy. The
   * map ends at Z² = 1/2.
   */
  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const z2 = 1 - (x[i]! * x[i]!) / 16 - (y[i]! * y[i]!) / 4;
      const z = z2 >= 0.5 - EDGE ? Math.sqrt(z2) : Number.NaN;
      const c = Math.max(0, 2 * z2 - 1);
      const s = (z * x[i]!) / 2;
      // Doubling the angle; divided by cosθ.
      const cosTheta = Math.sqrt(c * c + s * s);
      const scale = cosTheta === 0 ? 0 : 1 / cosTheta;
      l[i] = (c - s) * (c + s) * scale;
      m[i] = 2 * c * s * scale;
      n[i] = z * y[i]!;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const half = Math.atan2(m[i]!, l[i]!) / 2;
      const cosTheta = Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!);
      const gamma = Math.sqrt(2 / (1 + cosTheta * Math.cos(half)));
      x[i] = 2 * gamma * cosTheta * Math.sin(half);
      y[i] = gamma * n[i]!;
    }
  }
}
