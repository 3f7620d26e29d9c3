import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';
import { Cylinder } from './cylinder.ts';

const HALF_PI = Math.PI / 2;

/** Plate carrée: Paper II §5.2.3. x = φ, y = θ. */
export class Car implements Projection {
  readonly theta0 = 0;
  readonly #cylinder: Cylinder;

  /** `span`: of x, see Cylinder */
  constructor(span?: readonly [number, number]) {
    this.#cylinder = new Cylinder(span);
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const inside = this.#cylinder.has(x[i]!) && Math.abs(y[i]!) <= HALF_PI + EDGE;
      const theta = inside ? y[i]! : Number.NaN;
      const cosTheta = Math.cos(theta);
      l[i] = cosTheta * Math.cos(x[i]!);
      m[i] = cosTheta * Math.sin(x[i]!);
      n[i] = Math.sin(theta);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      x[i] = this.#cylinder.xOf(Math.atan2(m[i]!, l[i]!));
      y[i] = Math.atan2(n[i]!, Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!));
    }
  }
}
