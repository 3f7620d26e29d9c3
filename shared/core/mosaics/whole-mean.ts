import type { BufferPool } from './buffer-pool.ts';
import type { AddedImage, Canvas, Coadder, PlacedSamples } from './coadder.ts';
import type { MosaicPlanes } from './planes.ts';
import type { Samples } from './samples.ts';

/**
 * The mean of images that all count alike, where a sample is there or not: what `RunningCoadder`
 * makes, to the last bit, by one sum and one count a pixel. Weight and coverage are the same plane.
 */
export class WholeMeanCoadder implements Coadder {
  readonly #canvas: Canvas;
  readonly #buffers: BufferPool;
  readonly #sums: Float64Array;
  readonly #counts: Float32Array;
  /** those of images that were added */
  readonly #context: (Uint32Array | undefined)[];

  constructor(canvas: Canvas, buffers: BufferPool) {
    this.#canvas = canvas;
    this.#buffers = buffers;
    const pixels = canvas.width * canvas.height;
    this.#sums = buffers.take('values', Float64Array, pixels);
    this.#counts = buffers.take('counts', Float32Array, pixels);
    this.#context = new Array(Math.ceil(canvas.images / 32)).fill(undefined);
  }

  add({ values }: Samples, { column, row, size }: PlacedSamples, image: AddedImage): void {
    const { width, height } = this.#canvas;
    const plane = image.row >> 5;
    this.#context[plane] ??= this.#buffers.take(`bits${plane}`, Uint32Array, width * height);
    const context = this.#context[plane]!;
    const bit = 1 << (image.row & 31);
    const [sums, counts] = [this.#sums, this.#counts];
    for (let j = 0, k = 0; j < size; j++) {
      let out = (row + j) * width + column;
      for (let i = 0; i < size; i++, k++, out++) {
        const value = values[k]!;
        if (value - value !== 0) continue;
        sums[out] = sums[out]! + value;
        counts[out] = counts[out]! + 1;
        context[out] = context[out]! | bit;
      }
    }
  }

  finish(left: number, bottom: number, width: number, height: number): MosaicPlanes {
    const [sums, counts] = [this.#sums, this.#counts];
    const across = this.#canvas.width;
    const science = this.#buffers.take('science', Float32Array, width * height);
    const coverage = this.#buffers.take('coverage', Float32Array, width * height);
    const context = this.#context.map((plane, k) => {
      if (!plane) return this.#buffers.take('nothing', Uint32Array, width * height);
      const out = this.#buffers.take(`context${k}`, Uint32Array, width * height);
      for (let row = 0; row < height; row++) {
        const from = (bottom + row) * across + left;
        out.set(plane.subarray(from, from + width), row * width);
      }
      return out;
    });
    for (let row = 0, k = 0; row < height; row++) {
      let at = (bottom + row) * across + left;
      for (let column = 0; column < width; column++, k++, at++) {
        const count = counts[at]!;
        coverage[k] = count;
        science[k] = count > 0 ? sums[at]! / count : Number.NaN;
      }
    }
    return { science, weight: coverage, coverage, context };
  }
}
