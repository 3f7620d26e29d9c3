import type { CoarseSpace } from './coarse.ts';
import type { LinearSystem } from './conjugate-gradient.ts';
import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { factorise, solveFactorised } from './small-matrix.ts';

/** Where the slopes are drawn to, and how strongly: 2 numbers an image (b, c). */
export interface SlopeTerms {
  readonly weight: Float64Array;
  /** weight times the slope */
  readonly pull: Float64Array;
}

/**
 * The normal equations of Σ_pairs w Σ (D − (c_i − c_j))² + Σ_images weight (slope − its value)² for
 * a group's planes, three unknowns an image, never written out: a product runs over the pairs. The
 * preconditioner is the 3 × 3 block of each image, and the coarse space. Without slope terms the
 * planes are levels and their slopes stay 0.
 */
export class NormalEquations implements LinearSystem {
  readonly rightSide: Float64Array;
  readonly #pairs: Pairs;
  readonly #group: ConnectedImages;
  #weights: Float64Array = new Float64Array(0);
  #terms: SlopeTerms | undefined;
  #coarse: CoarseSpace | undefined;
  readonly #blocks: Float64Array;
  readonly #t = new Float64Array(5);
  readonly #product = new Float64Array(5);

  constructor(pairs: Pairs, group: ConnectedImages) {
    this.#pairs = pairs;
    this.#group = group;
    this.rightSide = new Float64Array(3 * group.images.length);
    this.#blocks = new Float64Array(6 * group.images.length);
  }

  /** `weights`: one for each pair of the group. They and the terms are kept, not copied. */
  set(weights: Float64Array, terms: SlopeTerms | undefined, coarse: CoarseSpace | undefined): void {
    this.#weights = weights;
    this.#terms = terms;
    this.#coarse = coarse;
    this.rightSide.fill(0);
    this.#blocks.fill(0);
    for (let k = 0; k < this.#group.pairs.length; k++) this.#begin(k);
    for (let image = 0; image < this.#group.images.length; image++) {
      if (terms) {
        for (let slope = 0; slope < 2; slope++) {
          const at = 6 * image + 3 * slope + 2;
          this.#blocks[at] = this.#blocks[at]! + terms.weight[2 * image + slope]!;
          this.rightSide[3 * image + 1 + slope]! += terms.pull[2 * image + slope]!;
        }
      } else {
        this.#blocks.fill(0, 6 * image + 1, 6 * image + 6);
        this.rightSide.fill(0, 3 * image + 1, 3 * image + 3);
      }
      factorise(this.#blocks, 3, 1e-12, 6 * image);
    }
  }

  apply(x: Float64Array, product: Float64Array): void {
    const pairs = this.#pairs;
    const t = this.#t;
    const p = this.#product;
    product.fill(0);
    for (let k = 0; k < this.#group.pairs.length; k++) {
      const pair = this.#group.pairs[k]!;
      const weight = this.#weights[k]!;
      const i = this.#group.i[k]!;
      const j = this.#group.j[k]!;
      planeDifference(x, i, j, t);
      pairs.multiply(pair, t, p);
      addPair(product, 3 * i, 3 * j, weight, p);
    }
    const terms = this.#terms;
    for (let k = 0; k < x.length; k += 3) {
      const slope = (k / 3) * 2;
      product[k + 1] = terms ? product[k + 1]! + terms.weight[slope]! * x[k + 1]! : 0;
      product[k + 2] = terms ? product[k + 2]! + terms.weight[slope + 1]! * x[k + 2]! : 0;
    }
  }

  precondition(residual: Float64Array, step: Float64Array): void {
    step.set(residual);
    for (let image = 0; image < this.#group.images.length; image++) {
      solveFactorised(this.#blocks, 3, step, 6 * image, 3 * image);
    }
    this.#coarse?.addStep(residual, step);
  }

  /** The pair's part of the right side and of its images' blocks. */
  #begin(k: number): void {
    const pair = this.#group.pairs[k]!;
    const weight = this.#weights[k]!;
    const i = this.#group.i[k]!;
    const j = this.#group.j[k]!;
    addPair(this.rightSide, 3 * i, 3 * j, weight, this.#pairs.differences(pair));
    const m = this.#pairs.moments(pair);
    addBlock(this.#blocks, 6 * i, weight, m, momentsOfI);
    addBlock(this.#blocks, 6 * j, weight, m, momentsOfJ);
  }
}

/** Adds a 5-vector over φ to the three places of i, and takes it from those of j. */
function addPair(to: Float64Array, i: number, j: number, weight: number, p: Float64Array): void {
  to[i] = to[i]! + weight * p[0]!;
  to[i + 1] = to[i + 1]! + weight * p[1]!;
  to[i + 2] = to[i + 2]! + weight * p[2]!;
  to[j] = to[j]! - weight * p[0]!;
  to[j + 1] = to[j + 1]! - weight * p[3]!;
  to[j + 2] = to[j + 2]! - weight * p[4]!;
}

/** Where a pair's moments over (1, u, v) of an image stand: 1, u, uu, v, uv, vv. */
const momentsOfI = [0, 1, 5, 2, 6, 9] as const;
const momentsOfJ = [0, 3, 12, 4, 13, 14] as const;

/** Adds the lower triangle of a symmetric 3 × 3 block. */
function addBlock(
  to: Float64Array,
  at: number,
  weight: number,
  moments: Float64Array,
  places: typeof momentsOfI | typeof momentsOfJ,
): void {
  for (let k = 0; k < 6; k++) to[at + k] = to[at + k]! + weight * moments[places[k]!]!;
}
