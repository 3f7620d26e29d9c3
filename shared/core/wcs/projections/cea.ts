import {
  EDGE,
  type Projection,
  type ProjectionParameters,
  type ProjectionPoints,
} from '../projection.ts';
import { Cylinder } from './cylinder.ts';

/** Cylindrical equal area: Paper II §5.2.2. x = φ, y = sinθ / λ; PVi_1: λ, 1 where absent. */
export class Cea implements Projection {
  readonly theta0 = 0;
  readonly #cylinder: Cylinder;
  readonly #lambda: number;

  /** `span`: of x, see Cylinder. Throws RangeError. */
  constructor(pv: ProjectionParameters, span?: readonly [number, number]) {
    this.#cylinder = new Cylinder(span);
    this.#lambda = pv(1) ?? 1;
    if (!(this.#lambda > 0 && this.#lambda <= 1))
      throw new RangeError(`λ is ${this.#lambda}, not between 0 and 1`);
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const s = this.#lambda * y[i]!;
      const inside = this.#cylinder.has(x[i]!) && Math.abs(s) <= 1 + EDGE;
      const sinTheta = inside ? Math.max(-1, Math.min(1, s)) : Number.NaN;
      const cosTheta = Math.sqrt((1 - sinTheta) * (1 + sinTheta));
      l[i] = cosTheta * Math.cos(x[i]!);
      m[i] = cosTheta * Math.sin(x[i]!);
      n[i] = sinTheta;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      x[i] = this.#cylinder.xOf(Math.atan2(m[i]!, l[i]!));
      y[i] = n[i]! / this.#lambda;
    }
  }
}
