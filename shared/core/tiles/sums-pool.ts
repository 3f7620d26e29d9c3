import type { Sums } from '../../../sky-wasm/src/tile-sums.ts';

/** As many as a plate of three levels has tiles: 200 MB at 512 pixels. */
const MAX_SPARE = 64;

/** Sums that finished plates gave back: to clear them costs a quarter of what fresh memory does. */
export class SumsPool {
  readonly #spare: Sums[] = [];

  /** Empty sums of a tile of width × width pixels. */
  take(width: number): Sums {
    const sums = this.#spare.pop();
    if (sums?.width !== width) {
      return {
        width,
        values: new Float64Array(width * width),
        weights: new Float32Array(width * width),
      };
    }
    sums.values.fill(0);
    sums.weights.fill(0);
    return sums;
  }

  /** Gives back sums that nobody reads any more. */
  giveBack(sums: Sums): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(sums);
  }
}
