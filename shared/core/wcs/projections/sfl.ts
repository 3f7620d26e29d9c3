import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

const HALF_PI = Math.PI / 2;

/** Sanson-Flamsteed: Paper II §5.3.1. x = φ cosθ, y = θ. */
export class Sfl implements Projection {
  readonly theta0 = 0;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const theta = Math.abs(y[i]!) <= HALF_PI + EDGE ? y[i]! : Number.NaN;
      const cosTheta = Math.max(0, Math.cos(theta));
      const c = Math.abs(x[i]!) <= Math.PI * cosTheta + EDGE ? cosTheta : Number.NaN;
      const phi = cosTheta > 0 ? Math.max(-Math.PI, Math.min(Math.PI, x[i]! / cosTheta)) : 0;
      l[i] = c * Math.cos(phi);
      m[i] = c * Math.sin(phi);
      n[i] = Number.isNaN(c) ? c : Math.sin(theta);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const cosTheta = Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!);
      x[i] = cosTheta * Math.atan2(m[i]!, l[i]!);
      y[i] = Math.atan2(n[i]!, cosTheta);
    }
  }
}
