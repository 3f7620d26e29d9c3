import type { Projection, ProjectionPoints } from '../projection.ts';

/** Stereographic: Paper II §5.1.4. R = 2 tan((90° − θ)/2). */
export class Stg implements Projection {
  readonly theta0 = 90;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      // Times (1 + s), with s = tan²((90° − θ)/2).
      l[i] = -y[i]!;
      m[i] = x[i]!;
      n[i] = 1 - (x[i]! * x[i]! + y[i]! * y[i]!) / 4;
    }
  }

  /** The antipode of the native pole lies at infinity. */
  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const square = l[i]! * l[i]! + m[i]! * m[i]!;
      // 2/(1 + n); below the equator 1 + n would cancel.
      const scale =
        n[i]! > 0 ? 2 / (1 + n[i]!) : square > 0 ? (2 * (1 - n[i]!)) / square : Number.NaN;
      x[i] = m[i]! * scale;
      y[i] = -l[i]! * scale;
    }
  }
}
