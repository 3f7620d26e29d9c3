import type { Sums } from '../../../sky-wasm/src/tile-sums.ts';
import type { PolygonCoverage } from './coverage.ts';
import type { PaintMemory } from './paint-memory.ts';
import type { Patch } from './patch.ts';
import type { PixelRows } from './pixel-rows.ts';

/** Part of a tile's pixel below which an overlap is rounding. */
const MIN_AREA = 1e-9;

/**
 * Adds the mean of the image over the quadrilateral that a tile's pixel is in it: every image pixel
 * counts with the exact area of its overlap, so that surface brightness is kept. The weight is the
 * part of the quadrilateral that pixels with a value cover. The patch holds the corners of the
 * tile's pixels.
 */
export function addArea(
  source: PixelRows,
  patch: Patch,
  sums: Sums,
  isInside: boolean,
  { polygon, coverage }: PaintMemory,
): void {
  const { width, height, weight } = source;
  const { values, weights } = sums;
  const { x, y, size, points } = patch;
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const k = j * points + i;
      const upper = k + points;
      polygon.count = 0;
      // Image pixel 0 is the cell from 0 to 1.
      polygon.add(x[k]! + 0.5, y[k]! + 0.5);
      polygon.add(x[k + 1]! + 0.5, y[k + 1]! + 0.5);
      polygon.add(x[upper + 1]! + 0.5, y[upper + 1]! + 0.5);
      polygon.add(x[upper]! + 0.5, y[upper]! + 0.5);
      const whole = polygon.area;
      if (!(whole > 0 && (isInside || polygon.clip(width, height)))) continue;
      coverage.cover(polygon.x, polygon.y, polygon.count);
      const [sum, area] = sumOver(source, coverage, MIN_AREA * whole);
      if (!(area > 0)) continue;
      const out = (patch.row + j) * sums.width + patch.column + i;
      const w = weight / whole;
      values[out] = values[out]! + w * sum;
      weights[out] = weights[out]! + w * area;
    }
  }
}

/**
 * Σ area × value and Σ area over the image pixels that a polygon covers that have a value; with a
 * weight map, area × weight.
 */
function sumOver(
  { pixels, weightMap, width, height, firstRow, plane }: PixelRows,
  coverage: PolygonCoverage,
  least: number,
): [number, number] {
  const { left, bottom, columns, rows, areas } = coverage;
  let [sum, total] = [0, 0];
  // A polygon that ends on the image's edge has an empty row or column beyond it.
  const [endColumn, endRow] = [Math.min(columns, width - left), Math.min(rows, height - bottom)];
  for (let row = 0; row < endRow; row++) {
    const first = (bottom + row - firstRow) * width + left;
    const level = plane.at + plane.perY * (bottom + row) + plane.perX * left;
    for (let column = 0; column < endColumn; column++) {
      const area = areas[row * columns + column]!;
      const value = pixels[first + column]!;
      if (!(area > least && value - value === 0)) continue;
      const weight = weightMap ? weightMap[first + column]! : 1;
      if (!(weight > 0)) continue;
      sum += area * weight * (value - level - plane.perX * column);
      total += area * weight;
    }
  }
  return [sum, total];
}
