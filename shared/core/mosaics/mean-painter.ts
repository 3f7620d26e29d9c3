import type { MeanCanvas } from '../../../sky-wasm/src/mean-canvas.ts';
import { ALIGNED, type Window } from '../grids/window.ts';
import { type Block, imageCircle } from '../tiles/block.ts';
import { type ImageToPaint, sourceOf } from '../tiles/paint.ts';
import type { PaintMemory } from '../tiles/paint-memory.ts';
import { placePatch } from '../tiles/patch.ts';
import type { PixelRows } from '../tiles/pixel-rows.ts';
import { isWithin, patchesOf, sampledWindow, type TouchedPatch } from '../tiles/touched.ts';
import type { BufferPool } from './buffer-pool.ts';
import { MeanRows } from './mean-rows.ts';
import { areaOf, isOne, placeOn } from './paint-window.ts';
import type { MeanPlanes, MosaicPlanes } from './planes.ts';

/**
 * Rows that are painted at a time, where all images wait until the end: their sums stay in the
 * processor's cache, which makes adding twice as fast.
 */
const BAND = ALIGNED;
/** Bytes of pixels that wait at most. */
const MOST_WAITING = 128 * 2 ** 20;

/** An image to be added: `row` of the table of inputs, and what multiplies its pixels' areas. */
export type MeanImage = ImageToPaint & { readonly row: number; readonly area?: number };

/** What painters use one after another. */
export interface MeanTools {
  readonly canvas: MeanCanvas;
  readonly memory: PaintMemory;
  readonly buffers: BufferPool;
}

/** Rows of a mosaic, of so many images; and whether values are per pixel and grow with its area. */
export interface MeanStrip {
  readonly width: number;
  readonly rows: number;
  readonly images: number;
  readonly conservesFlux: boolean;
}

interface WaitingImage {
  readonly image: MeanImage;
  readonly source: PixelRows;
  /** its squares on the canvas, those of a band together */
  readonly bands: ReadonlyMap<number, readonly TouchedPatch[]>;
}

/**
 * The bilinear mean of images that all count 1, by a kernel: what `paintWindow` and
 * `RunningCoadder` do, to the last bit. `mostWaiting`: bytes of pixels above which the sums of all
 * rows are held instead.
 */
export class MeanPainter {
  readonly #window: Window;
  readonly #strip: MeanStrip;
  readonly #tools: MeanTools;
  readonly #mostWaiting: number;
  #waiting: WaitingImage[] = [];
  #bytes = 0;
  #isWhole = false;

  constructor(window: Window, strip: MeanStrip, tools: MeanTools, mostWaiting = MOST_WAITING) {
    this.#window = window;
    this.#strip = strip;
    this.#tools = tools;
    this.#mostWaiting = mostWaiting;
  }

  add(image: MeanImage): void {
    const window = this.#window;
    const bands = new Map<number, TouchedPatch[]>();
    let isSmooth = true;
    for (const square of patchesOf(window, image, imageCircle(image), this.#tools.memory)) {
      const place = placeOn(window, square.block, square);
      if (!place) continue;
      isSmooth &&= hasPolynomials(square.block);
      const band = Math.floor(place.row / BAND);
      const own = bands.get(band) ?? [];
      bands.set(band, own);
      own.push(square);
    }
    if (bands.size === 0) return;
    this.#waiting.push({ image, source: sourceOf(image), bands });
    this.#bytes += image.pixels.byteLength;
    // Of an image that polynomials do not place all is copied, which is done once.
    if (this.#isWhole || !isSmooth || this.#bytes > this.#mostWaiting) this.#paintWaiting();
  }

  /** The planes; by runs where they have few sets of images. */
  finish(): MeanPlanes | MosaicPlanes {
    const byBands = this.#isWhole ? undefined : this.#finishBands();
    if (byBands) return byBands;
    this.#paintWaiting();
    const { canvas } = this.#tools;
    const rows = this.#newRows();
    const part = this.#partOf(0, this.#window.height)!;
    return rows.take(canvas, part) ? rows.planes() : rows.allPlanes(canvas, part);
  }

  /** Undefined where there are too many sets of images. */
  #finishBands(): MeanPlanes | undefined {
    const { canvas } = this.#tools;
    const { width, height } = this.#window;
    const rows = this.#newRows();
    for (let row = 0; row < height; row += BAND) {
      const part = this.#partOf(row, BAND);
      if (!part) continue;
      canvas.open({ width, height: BAND, images: this.#strip.images });
      for (const waiting of this.#waiting) {
        const squares = waiting.bands.get(row / BAND);
        if (squares) this.#paint(waiting, squares, row);
      }
      if (!rows.take(canvas, part)) return undefined;
    }
    return rows.planes();
  }

  /** Adds what waits to the sums of all rows. */
  #paintWaiting(): void {
    const { width, height } = this.#window;
    if (!this.#isWhole) this.#tools.canvas.open({ width, height, images: this.#strip.images });
    this.#isWhole = true;
    for (const waiting of this.#waiting)
      this.#paint(waiting, [...waiting.bands.values()].flat(), 0);
    this.#waiting = [];
    this.#bytes = 0;
  }

  /** Adds squares of an image to a canvas that begins at a row of the window. */
  #paint({ image, source }: WaitingImage, squares: readonly TouchedPatch[], begin: number): void {
    const { canvas, memory } = this.#tools;
    const window = this.#window;
    const { patch } = memory;
    canvas.setImage(source, image.row, sampledWindow(squares, source));
    for (const square of squares) {
      const { block, extent, column, row, size, area } = square;
      const at = placeOn(window, block, square)!;
      const place = { column: at.column, row: at.row - begin, size };
      if (hasPolynomials(block)) {
        const factor = this.#factorOf(area!, image);
        canvas.addPatch(place, square, block, { isInside: isWithin(extent, image), factor });
        continue;
      }
      Object.assign(patch, { column, row, size, area });
      placePatch(patch, block, window, image.wcs, false);
      canvas.addPoints(place, patch.x, patch.y, this.#factorOf(areaOf(patch), image));
    }
  }

  #factorOf(pixelArea: number, { area = 1 }: MeanImage): number {
    const ratio = this.#strip.conservesFlux ? pixelArea * area : 1;
    return isOne(ratio) ? 1 : ratio;
  }

  #newRows(): MeanRows {
    return new MeanRows(this.#strip, this.#tools.buffers);
  }

  /** What of some rows of the window is the strip's, on a canvas of these rows. */
  #partOf(begin: number, rows: number) {
    const { left, bottom } = this.#window;
    const first = Math.max(begin, bottom);
    const end = Math.min(begin + rows, bottom + this.#strip.rows);
    if (end <= first) return undefined;
    return { column: left, row: first - begin, width: this.#strip.width, height: end - first };
  }
}

const hasPolynomials = (block: Block): block is Block & Required<Pick<Block, 'x' | 'y'>> =>
  block.x !== undefined && block.y !== undefined;
