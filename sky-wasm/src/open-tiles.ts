import { hold, kernels } from './memory.ts';

/**
 * Square tiles of values in the making, one of each order of a plate, that stay in the kernels'
 * memory: what is computed of them is not copied there. Others that are made later take their
 * place.
 */
export class OpenTiles {
  readonly width: number;
  readonly #first: number;

  /** `levels`: how many; `width`: pixels across, a multiple of 4. */
  constructor(levels: number, width: number) {
    this.width = width;
    this.#first = hold(levels * 4 * width * width);
  }

  /** A tile's pixels: a view that ends when the kernels' memory grows. */
  data(level: number): Float32Array {
    return new Float32Array(kernels().memory.buffer, this.#at(level), this.width ** 2);
  }

  /**
   * Puts a tile into a quarter of the one above it (`place`: 0 to 3 in nested order): the means of
   * 2 × 2 pixels, of those that are not NaN, summed in double precision row by row. In a FITS tile
   * children 1 and 3 are the first half of the rows, 0 and 2 the second.
   */
  halve(level: number, place: number): void {
    kernels().halveValues(this.#at(level), this.width, this.#quarter(level - 1, place));
  }

  /** Leaves a quarter of a tile without values. */
  blank(level: number, place: number): void {
    const { width } = this;
    const data = this.data(level);
    const first = (this.#quarter(level, place) - this.#at(level)) / 4;
    for (let row = 0, at = first; row < width / 2; row++, at += width)
      data.fill(Number.NaN, at, at + width / 2);
  }

  #at(level: number): number {
    return this.#first + level * 4 * this.width ** 2;
  }

  /** Pointer to the first pixel of a quarter. */
  #quarter(level: number, place: number): number {
    const half = this.width / 2;
    const first = (place & 1 ? 0 : half) * this.width + (place & 2 ? half : 0);
    return this.#at(level) + 4 * first;
  }
}
