import { EDGE, type Projection, type ProjectionPoints } from '../projection.ts';

const HALF_PI = Math.PI / 2;
const TURN = 2 * Math.PI;

/**
 * Plate carrée: Paper II §5.2.3. x = φ, y = θ. The map repeats itself in x: an image may lie beyond
 * ±180° of its reference point, or reach around the sky more than once. Positions become pixels of
 * the 360° about the image's middle.
 */
export class Car implements Projection {
  readonly theta0 = 0;
  private readonly middle: number;
  private readonly reach: number;

  /** `span`: the least and the largest x of the image, radians; undefined: −π to π */
  constructor([least, most]: readonly [number, number] = [-Math.PI, Math.PI]) {
    const isUsual = least >= -Math.PI - EDGE && most <= Math.PI + EDGE;
    this.middle = isUsual ? 0 : (least + most) / 2;
    this.reach = (isUsual ? Math.PI : Math.max(Math.PI, (most - least) / 2)) + EDGE;
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const inside =
        Math.abs(x[i]! - this.middle) <= this.reach && Math.abs(y[i]!) <= HALF_PI + EDGE;
      const theta = inside ? y[i]! : Number.NaN;
      const cosTheta = Math.cos(theta);
      l[i] = cosTheta * Math.cos(x[i]!);
      m[i] = cosTheta * Math.sin(x[i]!);
      n[i] = Math.sin(theta);
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const phi = Math.atan2(m[i]!, l[i]!);
      x[i] = this.middle === 0 ? phi : phi + TURN * Math.round((this.middle - phi) / TURN);
      y[i] = Math.atan2(n[i]!, Math.sqrt(l[i]! * l[i]! + m[i]! * m[i]!));
    }
  }
}
