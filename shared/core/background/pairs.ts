import type { OverlapSums } from '../overlaps/overlap.ts';

/** Numbers of a pair: Σ φφᵀ (15), Σ φD (5), Σ D², rms. */
const DIFFERENCES = 15;
const SQUARES = 20;
const RMS = 21;
const NUMBERS = 22;

/** Pairs that are stored together: a survey's table grows by this much, without copying. */
const CHUNK_BITS = 13;
const IN_CHUNK = 2 ** CHUNK_BITS - 1;

/**
 * Two corrections, as a pair sees them: [a − a', b, c, −b', −c'] in the order of its φ = [1, u, v,
 * u', v'].
 */
export type PairPlane = Float64Array;

/**
 * The overlaps of a survey, packed: 184 bytes a pair. Pairs are added one by one, so that a reduce
 * can stream them; their order is part of the result's last bits, so add them sorted.
 */
export class Pairs {
  readonly images: number;
  readonly #placeOf: (name: string) => number | undefined;
  readonly #numbers: Float64Array[] = [];
  readonly #images: Int32Array[] = [];
  #count = 0;
  /** of a pair's moments and a plane, while a mean square is taken */
  readonly #product = new Float64Array(5);

  /** `placeOf`: an image's place among so many, by its name. */
  constructor(images: number, placeOf: (name: string) => number | undefined) {
    this.images = images;
    this.#placeOf = placeOf;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Adds a pair; one without samples is left out. Throws RangeError for an unknown image, or an
   * image with itself.
   */
  add(sums: OverlapSums): void {
    if (sums.count === 0) return;
    const [i, j] = [this.#placeOf(sums.i), this.#placeOf(sums.j)];
    if (!this.#isPlace(i) || !this.#isPlace(j) || i === j) {
      throw new RangeError(
        `an overlap of ${sums.i} and ${sums.j}, which are not two of the images`,
      );
    }
    const numbers = [...sums.moments, ...sums.differences, sums.squares, sums.rms];
    if (numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) {
      throw new RangeError(
        `the overlap of ${sums.i} and ${sums.j} is not 15 + 5 + 2 finite numbers`,
      );
    }
    const pair = this.#count++;
    const at = pair & IN_CHUNK;
    if (at === 0) {
      this.#numbers.push(new Float64Array(NUMBERS << CHUNK_BITS));
      this.#images.push(new Int32Array(2 << CHUNK_BITS));
    }
    this.#numbers[pair >> CHUNK_BITS]!.set(numbers, at * NUMBERS);
    this.#images[pair >> CHUNK_BITS]!.set([i, j], at * 2);
  }

  #isPlace(place: number | undefined): place is number {
    return Number.isInteger(place) && place! >= 0 && place! < this.images;
  }

  i(pair: number): number {
    return this.#images[pair >> CHUNK_BITS]![(pair & IN_CHUNK) * 2]!;
  }

  j(pair: number): number {
    return this.#images[pair >> CHUNK_BITS]![(pair & IN_CHUNK) * 2 + 1]!;
  }

  rms(pair: number): number {
    return this.#numbers[pair >> CHUNK_BITS]![(pair & IN_CHUNK) * NUMBERS + RMS]!;
  }

  samples(pair: number): number {
    return this.#numbers[pair >> CHUNK_BITS]![(pair & IN_CHUNK) * NUMBERS]!;
  }

  /** A view of Σ φφᵀ, upper triangle. */
  moments(pair: number): Float64Array {
    const at = (pair & IN_CHUNK) * NUMBERS;
    return this.#numbers[pair >> CHUNK_BITS]!.subarray(at, at + DIFFERENCES);
  }

  /** A view of Σ φD. */
  differences(pair: number): Float64Array {
    const at = (pair & IN_CHUNK) * NUMBERS;
    return this.#numbers[pair >> CHUNK_BITS]!.subarray(at + DIFFERENCES, at + SQUARES);
  }

  /** Σ φφᵀ of a pair times a 5-vector. */
  multiply(pair: number, t: PairPlane, product: PairPlane): void {
    const m = this.#numbers[pair >> CHUNK_BITS]!;
    const o = (pair & IN_CHUNK) * NUMBERS;
    const [t0, t1, t2, t3, t4] = [t[0]!, t[1]!, t[2]!, t[3]!, t[4]!];
    const m1 = m[o + 1]!;
    const m2 = m[o + 2]!;
    const m3 = m[o + 3]!;
    const m4 = m[o + 4]!;
    const m6 = m[o + 6]!;
    const m7 = m[o + 7]!;
    const m8 = m[o + 8]!;
    const m10 = m[o + 10]!;
    const m11 = m[o + 11]!;
    const m13 = m[o + 13]!;
    product[0] = m[o]! * t0 + m1 * t1 + m2 * t2 + m3 * t3 + m4 * t4;
    product[1] = m1 * t0 + m[o + 5]! * t1 + m6 * t2 + m7 * t3 + m8 * t4;
    product[2] = m2 * t0 + m6 * t1 + m[o + 9]! * t2 + m10 * t3 + m11 * t4;
    product[3] = m3 * t0 + m7 * t1 + m10 * t2 + m[o + 12]! * t3 + m13 * t4;
    product[4] = m4 * t0 + m8 * t1 + m11 * t2 + m13 * t3 + m[o + 14]! * t4;
  }

  /** Mean of (D − plane)² over a pair's samples: Σ D² − 2 t·Σ φD + t·Σ φφᵀ·t. */
  meanSquare(pair: number, t: PairPlane): number {
    const product = this.#product;
    this.multiply(pair, t, product);
    const m = this.#numbers[pair >> CHUNK_BITS]!;
    const o = (pair & IN_CHUNK) * NUMBERS;
    let sum = m[o + SQUARES]!;
    for (let k = 0; k < 5; k++) sum += t[k]! * (product[k]! - 2 * m[o + DIFFERENCES + k]!);
    return Math.max(0, sum) / m[o]!;
  }

  /**
   * Mean of (D − plane)² that is more than the pair's own best plane leaves: the square of its
   * seam.
   */
  seamSquare(pair: number, t: PairPlane): number {
    return Math.max(0, this.meanSquare(pair, t) - this.rms(pair) ** 2);
  }
}

/**
 * The difference of the planes of images at places i and j, three numbers an image in `planes`, as
 * a pair sees it.
 */
export function planeDifference(planes: Float64Array, i: number, j: number, t: PairPlane): void {
  t[0] = planes[3 * i]! - planes[3 * j]!;
  t[1] = planes[3 * i + 1]!;
  t[2] = planes[3 * i + 2]!;
  t[3] = -planes[3 * j + 1]!;
  t[4] = -planes[3 * j + 2]!;
}
