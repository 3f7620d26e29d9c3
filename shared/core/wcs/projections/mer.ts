import type { Projection, ProjectionPoints } from '../projection.ts';
import { Cylinder } from './cylinder.ts';

/** Mercator: Paper II §5.2.4. x = φ, y = ln tan((π/2 + θ)/2); the poles are infinitely far. */
export class Mer implements Projection {
  readonly theta0 = 0;
  readonly #cylinder: Cylinder;

  /** `span`: of x, see Cylinder */
  constructor(span?: readonly [number, number]) {
    this.#cylinder = new Cylinder(span);
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const height = this.#cylinder.has(x[i]!) ? y[i]! : Number.NaN;
      const cosTheta = 1 / Math.cosh(height);
      l[i] = cosTheta * Math.cos(x[i]!);
      m[i] = cosTheta * Math.sin(x[i]!);
      n[i] = Math.tanh(height);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const height = Math.asinh(n[i]! / Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!));
      const isOn = Number.isFinite(height);
      x[i] = isOn ? this.#cylinder.xOf(Math.atan2(m[i]!, l[i]!)) : Number.NaN;
      y[i] = isOn ? height : Number.NaN;
    }
  }
}
