import type { Patch } from '../tiles/patch.ts';
import type { PixelRows } from '../tiles/pixel-rows.ts';
import type { Polygon } from '../tiles/polygon.ts';
import { type Samples, type SamplingOptions, type SamplingScratch, snapped } from './samples.ts';

/** Part of a pixel below which an overlap is rounding. */
const LEAST_AREA = 1e-9;

/** Corners are known no better than points: on the border between pixels where they are as good. */
const corner = (x: number): number => snapped(x + 0.5);

/**
 * The mean of the image over the quadrilateral that a pixel is in it: every image pixel counts with
 * the exact area of its overlap, so that surface brightness is kept. The share is the part of the
 * quadrilateral that pixels with a value cover. The patch holds corners.
 */
export function sampleArea(
  source: PixelRows,
  patch: Patch,
  out: Samples,
  { polygon, coverage }: SamplingScratch,
  { isWeighted }: SamplingOptions,
): void {
  forQuadrilaterals(source, patch, out, polygon, (k, whole) => {
    coverage.cover(polygon.x, polygon.y, polygon.count);
    const { left, bottom, columns, rows, areas } = coverage;
    const total = new Total(source, isWeighted);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const area = areas[row * columns + column]!;
        if (area > LEAST_AREA * whole) total.add(left + column, bottom + row, area);
      }
    total.put(out, k, whole);
  });
}

/**
 * Fruchter & Hook 2002 (PASP 114, 144): each image pixel, shrunk to a square drop of `pixfrac` of
 * its side, falls on the pixels of the mosaic. The share is the number of drops that fall on a
 * pixel, parts of drops as parts: the drizzle package's weight of pixels of weight 1.
 */
export function sampleDrizzle(
  source: PixelRows,
  patch: Patch,
  out: Samples,
  { polygon }: SamplingScratch,
  { isWeighted, pixfrac }: SamplingOptions,
): void {
  const margin = (1 - pixfrac) / 2;
  forQuadrilaterals(source, patch, out, polygon, (k, whole) => {
    const { x, y, count } = polygon;
    const [left, right] = [least(x, count), most(x, count)];
    const [bottom, top] = [least(y, count), most(y, count)];
    const total = new Total(source, isWeighted);
    const held = [...x.subarray(0, count)];
    const heldY = [...y.subarray(0, count)];
    for (let row = Math.floor(bottom); row < top; row++)
      for (let column = Math.floor(left); column < right; column++) {
        polygon.count = 0;
        for (let i = 0; i < count; i++)
          polygon.add((held[i]! - column - margin) / pixfrac, (heldY[i]! - row - margin) / pixfrac);
        if (!polygon.clip(1, 1)) continue;
        // Drops: an overlap of all of it is 1.
        const area = polygon.area;
        if (area > LEAST_AREA * whole) total.add(column, row, area);
      }
    total.put(out, k, 1);
  });
}

function least(values: Float64Array, count: number): number {
  let found = values[0]!;
  for (let i = 1; i < count; i++) found = Math.min(found, values[i]!);
  return found;
}

function most(values: Float64Array, count: number): number {
  let found = values[0]!;
  for (let i = 1; i < count; i++) found = Math.max(found, values[i]!);
  return found;
}

/**
 * Visits each pixel of the patch that touches the image, as a polygon in it and that one's area.
 */
function forQuadrilaterals(
  { width, height }: PixelRows,
  { x, y, size, points }: Patch,
  { values }: Samples,
  polygon: Polygon,
  visit: (k: number, whole: number) => void,
): void {
  values.fill(Number.NaN);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const p = j * points + i;
      polygon.count = 0;
      // Image pixel 0 is the cell from 0 to 1.
      for (const q of [p, p + 1, p + points + 1, p + points])
        polygon.add(corner(x[q]!), corner(y[q]!));
      const whole = polygon.area;
      if (whole > 0 && polygon.clip(width, height)) visit(j * size + i, whole);
    }
  }
}

/** Sums over the image pixels that one pixel of the mosaic sees. */
class Total {
  readonly #source: PixelRows;
  readonly #isWeighted: boolean;
  #values = 0;
  #counted = 0;
  #weights = 0;
  #area = 0;

  constructor(source: PixelRows, isWeighted: boolean) {
    this.#source = source;
    this.#isWeighted = isWeighted;
  }

  add(x: number, y: number, area: number): void {
    const { pixels, weightMap, width, height, firstRow, plane } = this.#source;
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    const p = (y - firstRow) * width + x;
    const value = pixels[p]!;
    if (value - value !== 0) return;
    const weight = weightMap ? weightMap[p]! : 1;
    const counted = this.#isWeighted ? area * weight : area;
    this.#values += counted * (value - plane.at - plane.perX * x - plane.perY * y);
    this.#counted += counted;
    this.#weights += area * weight;
    this.#area += area;
  }

  /** `whole`: the area of the share 1 */
  put({ values, weights, shares }: Samples, k: number, whole: number): void {
    if (!(this.#counted > 0)) return;
    values[k] = this.#values / this.#counted;
    weights[k] = this.#weights / this.#area;
    shares[k] = this.#area / whole;
  }
}
