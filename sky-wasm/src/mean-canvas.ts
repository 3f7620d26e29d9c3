import type { Kernels } from '../build/wasm.js';
import { kernelPlaces, newKernels } from './memory.ts';
import {
  COEFFICIENTS,
  type ImageWindow,
  POINTS,
  type Polynomials,
  placeImage,
  placePolynomials,
  type SampledImage,
  type TileSquare,
} from './sampled-image.ts';

/** Pixels of a canvas, and how many images may be added to it. */
export interface CanvasShape {
  readonly width: number;
  readonly height: number;
  readonly images: number;
}

/** A rectangle of a canvas. */
export interface CanvasPart {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Sums of images in the memory of kernels of its own, bilinear by the rules of
 * shared/core/mosaics/bilinear.ts, all counting 1; and of each pixel which images have a value
 * there. Memory is used again by the next canvas. RangeError where it cannot grow.
 */
export class MeanCanvas {
  readonly #kernels: Kernels = newKernels();
  #shape: CanvasShape = { width: 0, height: 0, images: 0 };
  #places = this.#place(0);
  #word = 0;
  /** whose polynomials are in the kernels' memory */
  #block: Polynomials | undefined;

  /** Begins anew, without an image. */
  open(shape: CanvasShape): void {
    this.#shape = shape;
    this.#places = this.#place(0);
    const { sums, pairs } = this.#places;
    new Uint8Array(this.#kernels.memory.buffer, sums, pairs - sums).fill(0);
  }

  /** The image that is added from now on, of which no more is read than a window. */
  setImage(image: SampledImage, row: number, part: ImageWindow): void {
    this.#places = this.#place((part.x1 - part.x0) * (part.y1 - part.y0));
    this.#block = undefined;
    placeImage(this.#kernels, this.#places.window, image, part);
    this.#kernels.setBit(1 << (row & 31));
    this.#word = row >> 5;
  }

  /** A square whose places in the image are polynomials over a larger one. */
  addPatch(
    place: TileSquare,
    patch: TileSquare,
    block: Polynomials,
    { isInside, factor }: { isInside: boolean; factor: number },
  ): void {
    const { pairs } = this.#places;
    if (this.#block !== block) placePolynomials(this.#kernels, pairs, block);
    this.#block = block;
    const [u, v] = [patch.column + 0.5 - block.column, patch.row + 0.5 - block.row];
    const { value, word, across } = this.#first(place);
    const { size } = patch;
    this.#kernels.addMeanPatch(
      ...([pairs, u, v, 1 / block.size, size, isInside, factor] as const),
      ...([value, word, across] as const),
    );
  }

  /** A square whose pixels are at these places of the image, row by row. */
  addPoints(place: TileSquare, x: Float64Array, y: Float64Array, factor: number): void {
    const { xs, ys } = this.#places;
    const { buffer } = this.#kernels.memory;
    const points = place.size * place.size;
    new Float64Array(buffer, xs, points).set(x.subarray(0, points));
    new Float64Array(buffer, ys, points).set(y.subarray(0, points));
    const { value, word, across } = this.#first(place);
    this.#kernels.addMeanPoints(xs, ys, place.size, factor, value, word, across);
  }

  /**
   * The means of a part of the canvas, in the memory of the sums, until it is opened again: NaN
   * where no image has a value. `visit` gets pixels in a row that the same images have: how many
   * they are, and the words that say which.
   */
  finish(
    { column, row, width, height }: CanvasPart,
    visit: (count: number, wordOf: (plane: number) => number) => void,
  ): Float32Array {
    const { sums, changes } = this.#places;
    const { buffer } = this.#kernels.memory;
    const planes = this.#planes;
    const step = this.#shape.width * this.#shape.height;
    for (let j = 0; j < height; j++) {
      const at = (row + j) * this.#shape.width + column;
      const { value, word } = this.#at(at, 0);
      const out = sums + 4 * j * width;
      const count = this.#kernels.meanRow(value, word, planes, 4 * step, width, out, changes);
      const starts = new Int32Array(buffer, changes, count);
      const words = new Uint32Array(buffer, word);
      for (let k = 0; k < count; k++) {
        const start = starts[k]!;
        visit((starts[k + 1] ?? width) - start, (plane) => words[plane * step + start]!);
      }
    }
    return new Float32Array(buffer, sums, width * height);
  }

  /** Which of 32 images have a value: a word for each pixel of a part, also once it is finished. */
  words({ column, row, width, height }: CanvasPart, plane: number): Uint32Array {
    const out = new Uint32Array(width * height);
    for (let j = 0; j < height; j++) {
      const { word } = this.#at((row + j) * this.#shape.width + column, plane);
      out.set(new Uint32Array(this.#kernels.memory.buffer, word, width), j * width);
    }
    return out;
  }

  get #planes(): number {
    return Math.ceil(this.#shape.images / 32);
  }

  #first({ column, row }: TileSquare): { value: number; word: number; across: number } {
    const { width } = this.#shape;
    return { ...this.#at(row * width + column, this.#word), across: width };
  }

  /** Pointers to a pixel's sum, and to its word of a plane. */
  #at(pixel: number, plane: number): { value: number; word: number } {
    const { sums, words } = this.#places;
    const { width, height } = this.#shape;
    return { value: sums + 8 * pixel, word: words + 4 * (plane * width * height + pixel) };
  }

  /** Pointers, with room for so many pixels of an image. */
  #place(windowPixels: number) {
    const { width, height } = this.#shape;
    const pixels = width * height;
    const sizes = [8 * pixels, 4 * pixels * this.#planes, 8 * COEFFICIENTS];
    const more = [8 * POINTS, 8 * POINTS, 4 * width];
    const [sums = 0, words = 0, pairs = 0, xs = 0, ys = 0, changes = 0, window = 0] = kernelPlaces(
      this.#kernels,
      // the last pixel is read with the one behind it
      [...sizes, ...more, 4 * windowPixels + 16],
    );
    return { sums, words, pairs, xs, ys, changes, window };
  }
}
