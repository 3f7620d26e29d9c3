import { EDGE } from '../projection.ts';

const TURN = 2 * Math.PI;

/**
 * The x of cylindrical projections, which is φ and repeats itself: an image may lie beyond ±180° of
 * its reference point, or reach around the sky more than once. Positions become pixels of the 360°
 * about the image's middle.
 */
export class Cylinder {
  readonly #middle: number;
  readonly #reach: number;

  /** `span`: the least and the largest x of the image, radians; undefined: −π to π */
  constructor([least, most]: readonly [number, number] = [-Math.PI, Math.PI]) {
    const isUsual = least >= -Math.PI - EDGE && most <= Math.PI + EDGE;
    this.#middle = isUsual ? 0 : (least + most) / 2;
    this.#reach = (isUsual ? Math.PI : Math.max(Math.PI, (most - least) / 2)) + EDGE;
  }

  /** Whether x lies on the map. */
  has(x: number): boolean {
    return Math.abs(x - this.#middle) <= this.#reach;
  }

  /** x of a native longitude from −π to π. */
  xOf(phi: number): number {
    const middle = this.#middle;
    return middle === 0 ? phi : phi + TURN * Math.round((middle - phi) / TURN);
  }
}
