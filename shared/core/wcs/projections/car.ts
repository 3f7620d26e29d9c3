import { EDGE, type Projection } from '../projection.ts';

const HALF_PI = Math.PI / 2;

/** Plate carrée: Paper II §5.2.3. x = φ, y = θ, both within the map. */
export class Car implements Projection {
  readonly theta0 = 0;

  deproject(
    count: number,
    x: Float64Array,
    y: Float64Array,
    l: Float64Array,
    m: Float64Array,
    n: Float64Array,
  ): void {
    for (let i = 0; i < count; i++) {
      const inside = Math.abs(x[i]!) <= Math.PI + EDGE && Math.abs(y[i]!) <= HALF_PI + EDGE;
      const theta = inside ? y[i]! : Number.NaN;
      const cosTheta = Math.cos(theta);
      l[i] = cosTheta * Math.cos(x[i]!);
      m[i] = cosTheta * Math.sin(x[i]!);
      n[i] = Math.sin(theta);
    }
  }

  project(
    count: number,
    l: Float64Array,
    m: Float64Array,
    n: Float64Array,
    x: Float64Array,
    y: Float64Array,
  ): void {
    for (let i = 0; i < count; i++) {
      x[i] = Math.atan2(m[i]!, l[i]!);
      y[i] = Math.atan2(n[i]!, Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!));
    }
  }
}
