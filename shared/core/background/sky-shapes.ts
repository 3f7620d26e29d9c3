import { rowAt, solveFactorised } from './small-matrix.ts';

/**
 * Curved functions of the position on the sky: products of two and more global planes (see
 * `globalPlanes`; the level among them is in no product), by rising degree. Of three directions on
 * the sphere the square of the first is 1 less those of the others, and is left out.
 */
export class SkyShapes {
  readonly count: number;
  readonly #globals: readonly Float64Array[];
  /** number k is number parent times a global plane; the global planes themselves come first */
  readonly #products: readonly (readonly [parent: number, global: number])[];
  readonly #all: Float64Array;
  readonly #curved: Float64Array;

  /** `degree`: of the highest products. */
  constructor(globals: readonly Float64Array[], degree: number) {
    this.#globals = globals.slice(1);
    const planes = this.#globals.length;
    this.#products = productsOf(planes, degree);
    this.count = this.#products.length;
    this.#all = new Float64Array(3 * (planes + this.count));
    this.#curved = this.#all.subarray(3 * planes);
  }

  /**
   * The shapes on an image as planes, three numbers each: level at its centre, and slopes. The
   * array is that of the call before.
   */
  at(image: number): Float64Array {
    const all = this.#all;
    const planes = this.#globals.length;
    for (let k = 0; k < planes; k++) {
      const global = this.#globals[k]!;
      for (let q = 0; q < 3; q++) all[3 * k + q] = global[3 * image + q]!;
    }
    for (let k = 0; k < this.count; k++) {
      const [parent, global] = this.#products[k]!;
      const [p, g, to] = [3 * parent, 3 * global, 3 * (planes + k)];
      all[to] = all[p]! * all[g]!;
      all[to + 1] = all[p + 1]! * all[g]! + all[p]! * all[g + 1]!;
      all[to + 2] = all[p + 2]! * all[g]! + all[p]! * all[g + 2]!;
    }
    return this.#curved;
  }
}

/**
 * Products of degree 2 and more, each from an earlier one; the first plane at most once in each.
 */
function productsOf(planes: number, degree: number): [parent: number, global: number][] {
  const products: [number, number][] = [];
  let last = Array.from({ length: planes }, (_, global) => ({ at: global, largest: global }));
  for (let d = 2; d <= degree; d++) {
    const next: typeof last = [];
    for (const { at, largest } of last) {
      for (let global = largest; global < planes; global++) {
        if (planes === 3 && global === 0) continue;
        next.push({ at: planes + products.length, largest: global });
        products.push([at, global]);
      }
    }
    last = next;
  }
  return products;
}

/**
 * Amplitudes q of L Lᵀ q = z, those independent parts L⁻¹ z left out that are not above their
 * limits: `limitOf` gives each part's.
 */
export function significantAmplitudes(
  factor: Float64Array,
  parts: Float64Array,
  limitOf: (part: number) => number,
): Float64Array {
  const n = parts.length;
  const kept = parts.map((part, k) => (Math.abs(part) > limitOf(k) ? part : 0));
  // L times the kept parts is the right side that has only them.
  const amplitudes = kept.map((_, row) => {
    let sum = 0;
    for (let k = 0; k <= row; k++) sum += factor[rowAt(row) + k]! * kept[k]!;
    return sum;
  });
  solveFactorised(factor, n, amplitudes);
  return amplitudes;
}
