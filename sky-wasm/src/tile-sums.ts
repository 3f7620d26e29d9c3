import { kernels, scratch } from './memory.ts';
import type { OpenTiles } from './open-tiles.ts';
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

/** The sums of one tile: of weight × value, and of weight. */
export interface Sums {
  /** pixels along a side */
  readonly width: number;
  readonly values: Float64Array;
  readonly weights: Float32Array;
}

/** Pointers to the sums of a tile, and to what is needed to add an image. */
function placesOf(width: number, windowPixels = 0) {
  const pixels = width * width;
  const sizes = [8 * pixels, 4 * pixels, 8 * COEFFICIENTS, 8 * POINTS, 8 * POINTS];
  const [values = 0, weights = 0, pairs = 0, xs = 0, ys = 0, window = 0] = scratch(
    ...sizes,
    4 * windowPixels + 16, // the last pixel is read with the one behind it
  );
  return { values, weights, pairs, xs, ys, window };
}

/**
 * Sums of one tile in the kernels' memory, from which images are added by a kernel: bilinear, by
 * Hipsgen's rules (found by experiment), so that the tiles are the same. Where some of the four
 * pixels around a point have no value, the first that has one stands in for them. Points up to half
 * a pixel below the first centre are on the line through the first two pixels; points up to a whole
 * pixel beyond the last centre have its value, with half the weight. Only one tile is open at a
 * time, and no other kernel is called before `meansInto`.
 */
export class OpenTile {
  readonly width: number;
  #places: ReturnType<typeof placesOf>;

  /** Empty, or what was added before. */
  constructor(width: number, before?: Sums) {
    this.width = width;
    this.#places = placesOf(width);
    const { values, weights } = this.#places;
    if (before) {
      this.sums.values.set(before.values);
      this.sums.weights.set(before.weights);
    } else kernels().clearSums(values, weights, width * width);
  }

  /** Views that end with the next image. */
  get sums(): Sums {
    const { width } = this;
    const pixels = width * width;
    const { values, weights } = this.#places;
    const { buffer } = kernels().memory;
    return {
      width,
      values: new Float64Array(buffer, values, pixels),
      weights: new Float32Array(buffer, weights, pixels),
    };
  }

  /** The image that is added from now on, of which no more is read than a window. */
  setImage(image: SampledImage & { readonly weight: number }, part: ImageWindow): void {
    this.#places = placesOf(this.width, (part.x1 - part.x0) * (part.y1 - part.y0));
    const { window } = this.#places;
    placeImage(kernels(), window, image, part);
    kernels().setWeight(image.weight);
  }

  /** A square whose places in the image are polynomials over a larger one. */
  addPatch({ column, row, size }: TileSquare, block: Polynomials, isInside: boolean): void {
    const { pairs } = this.#places;
    placePolynomials(kernels(), pairs, block);
    const [u, v] = [column + 0.5 - block.column, row + 0.5 - block.row];
    const { value, sum } = this.#first(column, row);
    kernels().addPatch(pairs, u, v, 1 / block.size, size, isInside, value, sum, this.width);
  }

  /** A square whose pixels are at these places of the image, row by row. */
  addPoints({ column, row, size }: TileSquare, x: Float64Array, y: Float64Array): void {
    const { xs, ys } = this.#places;
    const { buffer } = kernels().memory;
    new Float64Array(buffer, xs, size * size).set(x.subarray(0, size * size));
    new Float64Array(buffer, ys, size * size).set(y.subarray(0, size * size));
    const { value, sum } = this.#first(column, row);
    kernels().addPoints(xs, ys, size, false, value, sum, this.width);
  }

  /**
   * The means, as one of some tiles that are as wide; NaN where there is no weight. Answers whether
   * any pixel has a value.
   */
  meansInto(tiles: OpenTiles, level: number): boolean {
    const { values, weights } = this.#places;
    const { length, byteOffset } = tiles.data(level);
    return Boolean(kernels().means(values, weights, length, byteOffset));
  }

  /** Pointers to the sums of a square's first pixel. */
  #first(column: number, row: number): { value: number; sum: number } {
    const { values, weights } = this.#places;
    const at = row * this.width + column;
    return { value: values + 8 * at, sum: weights + 4 * at };
  }
}
