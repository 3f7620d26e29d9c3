import { ALIGNED } from '../grids/window.ts';
import type { BufferPool } from './buffer-pool.ts';
import { CLIP_SIGMA, lowMedian, MIN_VALUES, medianOfSorted, varianceOf } from './clip.ts';
import type { AddedImage, Canvas, Coadder, PlacedSamples } from './coadder.ts';
import { emptyPlanes, type MosaicPlanes } from './planes.ts';
import type { Samples } from './samples.ts';

/** The samples of one image in a square of the canvas. */
interface Layer extends PlacedSamples {
  readonly values: Float32Array;
  readonly weights: Float32Array;
  readonly shares: Float32Array;
  readonly factor: number;
  readonly image: AddedImage;
}

/** The values of one pixel. */
interface Stack {
  count: number;
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly shares: Float64Array;
  readonly factors: Float64Array;
  readonly images: AddedImage[];
  readonly sorted: Float64Array;
}

/**
 * Modes that need all values of a pixel at once: the median, and the mean of what is within 5 σ of
 * it, σ being that of each value by its image's own noise. Values are kept until the end, 12 bytes
 * each.
 */
export class StackedCoadder implements Coadder {
  readonly #isClipped: boolean;
  readonly #isWeighted: boolean;
  readonly #canvas: Canvas;
  readonly #buffers: BufferPool;
  /** by squares of the canvas */
  readonly #layers: Layer[][];
  readonly #across: number;

  /** `isWeighted`: what is left is averaged by weight */
  constructor(isClipped: boolean, isWeighted: boolean, canvas: Canvas, buffers: BufferPool) {
    this.#buffers = buffers;
    this.#isClipped = isClipped;
    this.#isWeighted = isWeighted;
    this.#canvas = canvas;
    this.#across = canvas.width / ALIGNED;
    this.#layers = Array.from({ length: (this.#across * canvas.height) / ALIGNED }, () => []);
  }

  add(
    { values, weights, shares, factor }: Samples,
    { column, row, size }: PlacedSamples,
    image: AddedImage,
  ): void {
    const count = size * size;
    if (!values.subarray(0, count).some((value) => value - value === 0)) return;
    const cell = Math.floor(row / ALIGNED) * this.#across + Math.floor(column / ALIGNED);
    this.#layers[cell]!.push({
      column,
      row,
      size,
      values: Float32Array.from(values.subarray(0, count)),
      weights: Float32Array.from(weights.subarray(0, count)),
      shares: Float32Array.from(shares.subarray(0, count)),
      factor,
      image,
    });
  }

  finish(left: number, bottom: number, width: number, height: number): MosaicPlanes {
    const planes = emptyPlanes(width * height, this.#canvas, this.#buffers);
    const most = this.#layers.reduce((all, { length }) => Math.max(all, length), 0);
    const empty = () => new Float64Array(most);
    const stack: Stack = {
      ...{ count: 0, values: empty(), weights: empty(), shares: empty(), sorted: empty() },
      factors: empty(),
      images: [],
    };
    for (let y = 0, k = 0; y < height; y++) {
      const row = bottom + y;
      for (let x = 0; x < width; x++, k++) {
        const column = left + x;
        const cell = Math.floor(row / ALIGNED) * this.#across + Math.floor(column / ALIGNED);
        gather(stack, this.#layers[cell]!, column, row);
        if (stack.count > 0) this.#put(planes, k, stack);
      }
    }
    return planes;
  }

  #put(planes: MosaicPlanes, k: number, stack: Stack): void {
    const { count, values, weights, shares, factors, images, sorted } = stack;
    const some = sorted.subarray(0, count);
    some.set(values.subarray(0, count));
    some.sort();
    const low = lowMedian(some, count);
    let [sum, norm, weight, variance, coverage] = [0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const image = images[i]!;
      if (image.noise && this.#isClipped && count >= MIN_VALUES) {
        const value = { weight: weights[i]!, factor: factors[i]! };
        const sigma = Math.sqrt(varianceOf(image.noise, value, low));
        if (Math.abs(values[i]! - low) > CLIP_SIGMA * sigma) continue;
      }
      const part = shares[i]! * image.weight;
      const w = this.#isWeighted ? part * weights[i]! : part;
      sum += w * values[i]!;
      norm += w;
      weight += w;
      variance += (w * w) / weights[i]!;
      coverage += shares[i]!;
      const plane = planes.context[image.row >> 5]!;
      plane[k] = plane[k]! | (1 << (image.row & 31));
    }
    if (!(norm > 0)) return;
    planes.science[k] = this.#isClipped ? sum / norm : medianOfSorted(some, count);
    planes.weight[k] = weight;
    planes.coverage[k] = coverage;
    // Of a median: that of the mean, by √(π/2).
    const spread = this.#isClipped || count < MIN_VALUES ? 1 : Math.sqrt(Math.PI / 2);
    if (planes.error) planes.error[k] = (spread * Math.sqrt(variance)) / norm;
  }
}

function gather(stack: Stack, layers: readonly Layer[], column: number, row: number): void {
  stack.count = 0;
  for (const layer of layers) {
    const [x, y] = [column - layer.column, row - layer.row];
    if (x < 0 || y < 0 || x >= layer.size || y >= layer.size) continue;
    const k = y * layer.size + x;
    const value = layer.values[k]!;
    const weight = layer.weights[k]!;
    if (value - value !== 0 || !(weight > 0)) continue;
    stack.values[stack.count] = value;
    stack.weights[stack.count] = weight;
    stack.shares[stack.count] = layer.shares[k]!;
    stack.factors[stack.count] = layer.factor;
    stack.images[stack.count] = layer.image;
    stack.count++;
  }
}
