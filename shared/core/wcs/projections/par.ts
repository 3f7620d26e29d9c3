import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

/** Parabolic: Paper II §5.3.2. x = φ (2 cos(2θ/3) − 1), y = π sin(θ/3). */
export class Par implements Projection {
  readonly theta0 = 0;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const s = y[i]! / Math.PI;
      const width = Math.max(0, 1 - 4 * s * s);
      const inside = Math.abs(s) <= 0.5 + EDGE && Math.abs(x[i]!) <= Math.PI * width + EDGE;
      const theta = inside ? 3 * Math.asin(Math.max(-0.5, Math.min(0.5, s))) : Number.NaN;
      const phi = width > 0 ? Math.max(-Math.PI, Math.min(Math.PI, x[i]! / width)) : 0;
      const cosTheta = Math.cos(theta);
      l[i] = cosTheta * Math.cos(phi);
      m[i] = cosTheta * Math.sin(phi);
      n[i] = Math.sin(theta);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const theta = Math.atan2(n[i]!, Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!));
      const s = Math.sin(theta / 3);
      x[i] = Math.atan2(m[i]!, l[i]!) * (1 - 4 * s * s);
      y[i] = Math.PI * s;
    }
  }
}
