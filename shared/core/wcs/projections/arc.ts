import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

/** Zenithal equidistant: Paper II §5.1.6. R = 90° − θ. */
export class Arc implements Projection {
  readonly theta0 = 90;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const r = Math.sqrt(x[i]! * x[i]! + y[i]! * y[i]!);
      const scale = r === 0 ? 1 : r <= Math.PI + EDGE ? Math.sin(r) / r : Number.NaN;
      l[i] = -y[i]! * scale;
      m[i] = x[i]! * scale;
      n[i] = Number.isNaN(scale) ? scale : Math.cos(r);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const cosTheta = Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!);
      const r = Math.atan2(cosTheta, n[i]!);
      if (cosTheta === 0) {
        // The antipode is a circle: any point of it will do. wcslib's is φ = 0.
        x[i] = 0;
        y[i] = -r;
      } else {
        x[i] = (m[i]! * r) / cosTheta;
        y[i] = (-l[i]! * r) / cosTheta;
      }
    }
  }
}
