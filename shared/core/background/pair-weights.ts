import { medianOf, SIGMA_OF_MAD } from '../median.ts';
import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import type { Scratch } from './slopes.ts';

/** Seams up to this many times the typical one count fully. */
const HUBER = 2;

/**
 * How much each pair of a group counts: trust / noise.
 *
 * Noise is the variance of a sample's difference: the pair's own, plus the median of all. The
 * median keeps pairs that are nearly free of noise (two cuts of one exposure) from outweighing
 * everything else: exposures differ by more than noise.
 *
 * `trust` is Huber's weight of the pair's seam, in the end its square: 1, or less for a seam over 2
 * σ, where σ is the larger of 1.4826 times the median seam and what noise makes of a pair's plane.
 */
export class PairWeights {
  readonly #pairs: Pairs;
  readonly #group: ConnectedImages;
  readonly #trust: Float64Array;
  readonly #squares: Float64Array;
  readonly #sorted: Float64Array;
  readonly #typicalNoise: number;
  #typicalSeam = 0;

  /**
   * `trust`: of all pairs, 1 so far; it is kept up to date. The scratch is for others to use as
   * well.
   */
  constructor(
    pairs: Pairs,
    group: ConnectedImages,
    trust: Float64Array,
    [squares, sorted]: Scratch,
  ) {
    this.#pairs = pairs;
    this.#group = group;
    this.#trust = trust;
    this.#squares = squares;
    this.#sorted = sorted;
    for (let k = 0; k < squares.length; k++) squares[k] = pairs.rms(group.pairs[k]!) ** 2;
    // Without any noise (made images) every pair is as good as the next.
    this.#typicalNoise = this.#median() || sorted.at(-1)! || 1;
  }

  /** Variance of a sample's difference. */
  noise(pair: number): number {
    return this.#pairs.rms(pair) ** 2 + this.#typicalNoise;
  }

  /**
   * Trust over noise, of the group's pairs; in the scratch, so ask again after others have used it.
   */
  weights(): Float64Array {
    const { pairs } = this.#group;
    const weights = this.#squares;
    for (let k = 0; k < pairs.length; k++)
      weights[k] = this.#trust[pairs[k]!]! / this.noise(pairs[k]!);
    return weights;
  }

  /**
   * New trust from the group's planes, three numbers an image; with `strict` the square of Huber's
   * weight, so that the pull of a wrong pair falls with its seam. Returns the largest change.
   */
  reweigh(planes: Float64Array, strict: boolean): number {
    const { i, j, pairs } = this.#group;
    const t = new Float64Array(5);
    for (let k = 0; k < pairs.length; k++) {
      planeDifference(planes, i[k]!, j[k]!, t);
      this.#squares[k] = this.#pairs.seamSquare(pairs[k]!, t);
    }
    this.#typicalSeam = SIGMA_OF_MAD ** 2 * this.#median();
    let changed = 0;
    for (let k = 0; k < pairs.length; k++) {
      const pair = pairs[k]!;
      const mild = huber(this.#squares[k]! / this.expected(pair), HUBER);
      const trust = strict ? mild * mild : mild;
      changed = Math.max(changed, Math.abs(trust - this.#trust[pair]!));
      this.#trust[pair] = trust;
    }
    return changed;
  }

  /** The variance of the seam of a pair that is right, by the seams that were weighed last. */
  expected(pair: number): number {
    return Math.max(this.#typicalSeam, (3 * this.noise(pair)) / this.#pairs.samples(pair));
  }

  /** Of the squares. */
  #median(): number {
    this.#sorted.set(this.#squares);
    return medianOf(this.#sorted);
  }
}

/**
 * The weight of a deviation whose square, over σ², is given: 1 up to k σ, then k σ over the
 * deviation (Huber 1964).
 */
export function huber(square: number, k: number): number {
  return square > k * k ? k / Math.sqrt(square) : 1;
}
