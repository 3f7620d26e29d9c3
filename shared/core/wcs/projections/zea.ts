import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

/** Zenithal equal area: Paper II §5.1.8. R = 2 sin((90° − θ)/2). */
export class Zea implements Projection {
  readonly theta0 = 90;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const s = (x[i]! * x[i]! + y[i]! * y[i]!) / 4;
      const c = s <= 1 ? Math.sqrt(1 - s) : s < 1 + EDGE ? 0 : Number.NaN;
      l[i] = -y[i]! * c;
      m[i] = x[i]! * c;
      n[i] = Number.isNaN(c) ? c : 1 - 2 * s;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const square = l[i]! * l[i]! + m[i]! * m[i]!;
      if (square === 0 && n[i]! < 0) {
        // The antipode is a circle: any point of it will do. wcslib's is φ = 0.
        x[i] = 0;
        y[i] = -2;
        continue;
      }
      // √(2/(1 + n)); below the equator 1 + n would cancel.
      const scale = Math.sqrt(n[i]! > 0 ? 2 / (1 + n[i]!) : (2 * (1 - n[i]!)) / square);
      x[i] = m[i]! * scale;
      y[i] = -l[i]! * scale;
    }
  }
}
