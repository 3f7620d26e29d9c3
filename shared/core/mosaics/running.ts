import type { BufferPool } from './buffer-pool.ts';
import type { AddedImage, Canvas, Coadder, PlacedSamples } from './coadder.ts';
import { type Combine, emptyPlanes, type MosaicPlanes } from './planes.ts';
import type { Samples } from './samples.ts';

/** Modes of which sums are enough: no value is kept. */
export type RunningMode = Exclude<Combine, 'median' | 'clipped'>;

/**
 * Images added one after another in the memory of one: sums of value and weight, or the one value
 * that counts.
 */
export class RunningCoadder implements Coadder {
  readonly #mode: RunningMode;
  readonly #canvas: Canvas;
  readonly #buffers: BufferPool;
  readonly #values: Float64Array;
  readonly #weights: Float64Array;
  readonly #variances: Float64Array | undefined;
  readonly #coverage: Float32Array;
  readonly #context: Uint32Array[];

  constructor(mode: RunningMode, canvas: Canvas, buffers: BufferPool) {
    this.#mode = mode;
    this.#canvas = canvas;
    this.#buffers = buffers;
    const pixels = canvas.width * canvas.height;
    this.#values = buffers.take('values', Float64Array, pixels);
    this.#weights = buffers.take('weights', Float64Array, pixels);
    if (canvas.hasError) this.#variances = buffers.take('variances', Float64Array, pixels);
    this.#coverage = buffers.take('counts', Float32Array, pixels);
    this.#context = Array.from({ length: Math.ceil(canvas.images / 32) }, (_, k) =>
      buffers.take(`bits${k}`, Uint32Array, pixels),
    );
  }

  add(samples: Samples, { column, row, size }: PlacedSamples, image: AddedImage): void {
    const { values, weights, shares } = samples;
    const context = this.#context[image.row >> 5]!;
    const bit = 1 << (image.row & 31);
    const coverage = this.#coverage;
    const isSum = this.#mode === 'mean' || this.#mode === 'weighted' || this.#mode === 'sum';
    for (let j = 0, k = 0; j < size; j++) {
      let out = (row + j) * this.#canvas.width + column;
      for (let i = 0; i < size; i++, k++, out++) {
        const value = values[k]!;
        if (value - value !== 0) continue;
        const weight = weights[k]!;
        if (!(weight > 0)) continue;
        const share = shares[k]!;
        if (isSum) this.#addSum(out, value, weight, share * image.weight);
        else this.#choose(out, value, weight, share * image.weight);
        coverage[out] = coverage[out]! + share;
        context[out] = context[out]! | bit;
      }
    }
  }

  #addSum(out: number, value: number, weight: number, part: number): void {
    const w = this.#mode === 'weighted' ? part * weight : this.#mode === 'sum' ? 1 : part;
    this.#values[out] = this.#values[out]! + w * value;
    this.#weights[out] = this.#weights[out]! + (this.#mode === 'sum' ? part : w);
    if (this.#variances) this.#variances[out] = this.#variances[out]! + (w * w) / weight;
  }

  #choose(out: number, value: number, weight: number, part: number): void {
    const held = this.#values[out]!;
    const isFirst = this.#coverage[out] === 0;
    const isChosen =
      isFirst || (this.#mode === 'min' && value < held) || (this.#mode === 'max' && value > held);
    if (!isChosen) return;
    this.#values[out] = value;
    this.#weights[out] = part;
    if (this.#variances) this.#variances[out] = 1 / weight;
  }

  finish(left: number, bottom: number, width: number, height: number): MosaicPlanes {
    const planes = emptyPlanes(width * height, this.#canvas, this.#buffers);
    const isMean = this.#mode === 'mean' || this.#mode === 'weighted';
    for (let row = 0, k = 0; row < height; row++) {
      let at = (bottom + row) * this.#canvas.width + left;
      for (let column = 0; column < width; column++, k++, at++) {
        const share = this.#coverage[at]!;
        if (!(share > 0)) continue;
        const weight = this.#weights[at]!;
        const norm = isMean ? weight : 1;
        planes.science[k] = this.#values[at]! / norm;
        planes.weight[k] = weight;
        planes.coverage[k] = share;
        if (planes.error) planes.error[k] = Math.sqrt(this.#variances![at]!) / norm;
        for (let plane = 0; plane < planes.context.length; plane++)
          planes.context[plane]![k] = this.#context[plane]![at]!;
      }
    }
    return planes;
  }
}
