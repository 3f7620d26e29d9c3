import { sinDegrees } from '../../sphere/angle.ts';
import {
  EDGE,
  type Projection,
  type ProjectionParameters,
  type ProjectionPoints,
} from '../projection.ts';

/**
 * Conic equal area: Paper II §5.4.2. PVi_1: θa, the middle of the two standard parallels θ1 and θ2,
 * PVi_2: η, half of what lies between them, 0 where absent; degrees. Rθ = 2/γ √(1 + sinθ1 sinθ2 − γ
 * sinθ) of γ = sinθ1 + sinθ2, x = Rθ sin(γφ/2), y = Y0 − Rθ cos(γφ/2).
 */
export class Coe implements Projection {
  readonly theta0: number;
  readonly #gamma: number;
  /** 1 + sinθ1 sinθ2 */
  readonly #product: number;
  /** y of the pole of the cone */
  readonly #y0: number;

  /** Throws RangeError. */
  constructor(pv: ProjectionParameters) {
    const [middle, half] = [pv(1), pv(2) ?? 0];
    if (middle === undefined) throw new RangeError('COE needs θa, the latitude of its middle');
    const [s1, s2] = [sinDegrees(middle - half), sinDegrees(middle + half)];
    this.theta0 = middle;
    this.#gamma = s1 + s2;
    this.#product = 1 + s1 * s2;
    if (!(Math.abs(middle) <= 90 && this.#gamma !== 0))
      throw new RangeError(`no cone has its standard parallels about ${middle}°`);
    this.#y0 = this.#radius(sinDegrees(middle));
  }

  /** Rθ: negative about the southern pole. */
  #radius(sinTheta: number): number {
    const square = this.#product - this.#gamma * sinTheta;
    return (2 / this.#gamma) * Math.sqrt(Math.max(0, square));
  }

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    const gamma = this.#gamma;
    const side = Math.sign(gamma);
    for (let i = 0; i < count; i++) {
      const down = this.#y0 - y[i]!;
      const square = x[i]! * x[i]! + down * down;
      const s = this.#product / gamma - (gamma * square) / 4;
      const phi = (2 / gamma) * Math.atan2(side * x[i]!, side * down);
      const inside = Math.abs(s) <= 1 + EDGE && Math.abs(phi) <= Math.PI + EDGE;
      const sinTheta = inside ? Math.max(-1, Math.min(1, s)) : Number.NaN;
      const cosTheta = Math.sqrt((1 - sinTheta) * (1 + sinTheta));
      l[i] = cosTheta * Math.cos(phi);
      m[i] = cosTheta * Math.sin(phi);
      n[i] = sinTheta;
    }
  }

  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const angle = (this.#gamma / 2) * Math.atan2(m[i]!, l[i]!);
      const radius = this.#radius(n[i]!);
      x[i] = radius * Math.sin(angle);
      y[i] = this.#y0 - radius * Math.cos(angle);
    }
  }
}
