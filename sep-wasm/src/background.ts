import { createImage, type Image, type Mask, maskPointer, sameSize } from './image.ts';
import { float64At, int32At, kernels, putFloat64, scratch, withScratch } from './memory.ts';
import { doubleSingle, fillBadCells, type Mesh, median, medianFilter } from './mesh.ts';

/**
 * The mesh of a `Background`, as SEP's and SExtractor's BACK_SIZE and BACK_FILTERSIZE describe it;
 * defaults in brackets.
 */
export interface BackgroundOptions {
  /** pixels to leave out: not 0 is bad. NaN and infinite pixels are left out anyway */
  mask?: Mask | Uint8Array;
  /** width of a mesh cell, pixels (64) */
  bw?: number;
  /** height of a mesh cell, pixels (64) */
  bh?: number;
  /** width of the median filter over the mesh, cells (3) */
  fw?: number;
  /** height of the median filter over the mesh, cells (3) */
  fh?: number;
  /** filter only cells whose level would change by more than this (0) */
  fthresh?: number;
  /**
   * an image of the same size whose own clip chooses the pixels that count: the levels are then
   * those of a map of weights beside it, as SExtractor scales them
   */
  chosenBy?: Image;
  /** the level of a cell of a single pixel is twice that pixel, as SExtractor has it (false) */
  doublesSingle?: boolean;
}

/**
 * Background and noise of an image, varying over it (Bertin & Arnouts 1996, section 3): level and
 * scatter in the cells of a mesh, median-filtered, interpolated by a bicubic spline.
 */
export class Background {
  /** width of the image, pixels */
  readonly width: number;
  /** height of the image, pixels */
  readonly height: number;
  /** width of a mesh cell, pixels */
  readonly bw: number;
  /** height of a mesh cell, pixels */
  readonly bh: number;
  /** median over the mesh, in the image's unit */
  readonly globalback: number;
  /**
   * median over the mesh of the scatter; over the cells that have any where the median is 0; 1
   * where none has
   */
  readonly globalrms: number;
  readonly #levels: Mesh;
  readonly #scatters: Mesh;

  /** Throws RangeError on sizes that are no whole positive numbers or a mask of another size. */
  constructor(image: Image, options: BackgroundOptions = {}) {
    const { mask, bw = 64, bh = 64, fw = 3, fh = 3, fthresh = 0 } = options;
    const { chosenBy, doublesSingle = false } = options;
    if (chosenBy) sameSize('map', image, chosenBy);
    for (const [name, value] of Object.entries({ bw, bh, fw, fh })) {
      if (!Number.isInteger(value) || value < 1)
        throw new RangeError(`${name} = ${value}: a whole number from 1`);
    }
    this.width = image.width;
    this.height = image.height;
    this.bw = bw;
    this.bh = bh;
    const columns = Math.ceil(image.width / bw);
    const rows = Math.ceil(image.height / bh);
    const [levels, scatters] = withScratch(() => {
      const bytes = columns * rows * 8;
      const [at, scatterAt] = [scratch(bytes), scratch(bytes)];
      kernels().measureMesh(
        image.pointer,
        maskPointer(mask, image),
        chosenBy?.pointer ?? 0,
        image.width,
        image.height,
        bw,
        bh,
        at,
        scatterAt,
      );
      const measured = (pointer: number) => float64At(pointer, columns * rows).map(Math.fround);
      const cells = { values: measured(at), columns, rows };
      if (doublesSingle) doubleSingle(cells, this);
      return [
        fillBadCells(cells, 0),
        fillBadCells({ values: measured(scatterAt), columns, rows }, 1),
      ];
    });
    const smooth = medianFilter(levels, fw, fh);
    const smoothScatter = medianFilter(scatters, fw, fh);
    const changes = levels.values.map((level, cell) => Math.abs(smooth.values[cell]! - level));
    const chosen = (from: Mesh, to: Mesh): Mesh => ({
      values: from.values.map((value, cell) =>
        changes[cell]! >= fthresh ? to.values[cell]! : value,
      ),
      columns,
      rows,
    });
    this.#levels = chosen(levels, smooth);
    this.#scatters = chosen(scatters, smoothScatter);
    this.globalback = Math.fround(median(this.#levels.values.slice()));
    const typical = Math.fround(median(this.#scatters.values.slice()));
    const noisy = this.#scatters.values.filter((scatter) => scatter > 0);
    this.globalrms = typical > 0 ? typical : noisy.length > 0 ? Math.fround(median(noisy)) : 1;
  }

  /** Levels of the mesh's cells after filtering, row by row. */
  get levels(): Float64Array {
    return this.#levels.values.slice();
  }

  /** Scatters (1 sigma) of the mesh's cells after filtering, row by row. */
  get scatters(): Float64Array {
    return this.#scatters.values.slice();
  }

  /** The background at every pixel, in a new image or in `into`. */
  back(into?: Image): Image {
    return this.#write(this.#levels, into);
  }

  /** The noise (1 sigma) at every pixel, in a new image or in `into`. */
  rms(into?: Image): Image {
    return this.#write(this.#scatters, into);
  }

  /** The background at some pixels, given by their columns and rows. */
  at(x: Int32Array, y: Int32Array): Float64Array {
    const n = x.length;
    return withScratch(() => {
      const mesh = this.#mesh(this.#levels);
      const [xs, ys, out] = [scratch(n * 4), scratch(n * 4), scratch(n * 8)];
      int32At(xs, n).set(x);
      int32At(ys, n).set(y);
      kernels().meshAt(...mesh, n, xs, ys, out);
      return float64At(out, n).slice();
    });
  }

  /**
   * Levels at places (pixels from 0), on lines between the mesh's nodes and beyond them, at the
   * nearest whole pixel: SExtractor's column BACKGROUND, whose nodes lie half a pixel farther than
   * the middle of their cells.
   */
  nearLevels(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
    const { values, columns, rows } = this.#levels;
    const nodeOf = (
      place: number,
      cell: number,
      nodes: number,
    ): [node: number, next: number, part: number] => {
      const at = Math.floor(place + 0.5) / cell - 0.5;
      const node = Math.min(Math.max(Math.floor(at), 0), Math.max(nodes - 2, 0));
      return [node, Math.min(node + 1, nodes - 1), at - node];
    };
    return Float64Array.from(x, (px, k) => {
      const [left, right, s] = nodeOf(px, this.bw, columns);
      const [low, high, t] = nodeOf(y[k]!, this.bh, rows);
      const row = (j: number) =>
        values[j * columns + left]! * (1 - s) + values[j * columns + right]! * s;
      return row(low) * (1 - t) + row(high) * t;
    });
  }

  /** Subtract the background from the image, in place. */
  subtractFrom(image: Image): void {
    sameSize('background', this, image);
    withScratch(() => {
      kernels().subtractMesh(...this.#mesh(this.#levels), image.width, image.height, image.pointer);
    });
  }

  #mesh({ values, columns, rows }: Mesh): [number, number, number, number, number] {
    return [putFloat64(values), columns, rows, this.bw, this.bh];
  }

  #write(mesh: Mesh, into?: Image): Image {
    const image = into ?? createImage(this.width, this.height);
    sameSize('background', this, image);
    withScratch(() =>
      kernels().writeMesh(...this.#mesh(mesh), this.width, this.height, image.pointer),
    );
    return image;
  }
}
