/** numbers of a block */
const BLOCK = 2 ** 16;

/** Numbers in the order in which they come, 8 bytes each. */
export class NumberList {
  length = 0;
  readonly #blocks: Float64Array[] = [];

  push(value: number): void {
    const at = this.length++ % BLOCK;
    if (at === 0) this.#blocks.push(new Float64Array(BLOCK));
    this.#blocks.at(-1)![at] = value;
  }

  /** The number at a place; NaN where there is none. */
  at(place: number): number {
    return place < this.length
      ? this.#blocks[Math.floor(place / BLOCK)]![place % BLOCK]!
      : Number.NaN;
  }

  *[Symbol.iterator](): Generator<number> {
    let left = this.length;
    for (const block of this.#blocks) {
      yield* left < BLOCK ? block.subarray(0, left) : block;
      left -= BLOCK;
    }
  }

  /** A copy in one piece. */
  values(): Float64Array {
    const all = new Float64Array(this.#blocks.length * BLOCK);
    for (const [i, block] of this.#blocks.entries()) all.set(block, i * BLOCK);
    return all.subarray(0, this.length);
  }

  /** A sorted copy. */
  sorted(): Float64Array {
    return this.values().sort();
  }

  /** Those that it has more than once. */
  repeated(): SortedNumbers {
    const all = this.sorted();
    let count = 0;
    for (let i = 1; i < all.length; i++)
      if (all[i] === all[i - 1] && (count === 0 || all[count - 1] !== all[i]))
        all[count++] = all[i]!;
    return new SortedNumbers(all.slice(0, count));
  }
}

/** A set of numbers, 8 bytes each. */
export class SortedNumbers {
  readonly #sorted: Float64Array;

  constructor(sorted: Float64Array) {
    this.#sorted = sorted;
  }

  get size(): number {
    return this.#sorted.length;
  }

  has(value: number): boolean {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low] === value;
  }
}
