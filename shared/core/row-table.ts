/**
 * Rows that are stored together, as in `Pairs`: a table grows by such a block, and no row is ever
 * copied.
 */
const BLOCK_BITS = 13;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;

/** Rows of so many numbers each, packed: as objects they would take four to ten times as much. */
export class RowTable {
  readonly #width: number;
  readonly #blocks: Float64Array[] = [];
  #length = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a row of NaN, to be filled in place. */
  add(): Float64Array {
    const place = this.#length++;
    if ((place & IN_BLOCK) === 0)
      this.#blocks.push(new Float64Array(this.#width << BLOCK_BITS).fill(Number.NaN));
    return this.at(place);
  }

  /** The row at a place, not a copy. Throws RangeError when there is none. */
  at(place: number): Float64Array {
    const block = this.#blocks[place >> BLOCK_BITS];
    if (!block || place >= this.#length) throw new RangeError(`row ${place} of ${this.#length}`);
    const start = (place & IN_BLOCK) * this.#width;
    return block.subarray(start, start + this.#width);
  }
}
