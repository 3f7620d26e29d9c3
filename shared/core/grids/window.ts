import type { GridTile } from './grid.ts';
import type { Square, Surface } from './surface.ts';

/**
 * Pixels are painted in squares of this many, aligned in the whole grid: what a pixel gets depends
 * on its place in the grid alone, not on the tile or strip that it is painted for.
 */
export const ALIGNED = 32;
/** Sides of the squares whose positions are one polynomial. */
const SQUARE = 512;
/** In a grid that comes round to its beginning squares must, too. */
const SQUARE_OF_RING = 128;

/** Some rows of a tile, on a canvas that begins and ends with whole aligned squares. */
export interface Window extends Surface {
  /** of the canvas, pixels */
  readonly width: number;
  readonly height: number;
  /** where the rows of the tile begin on the canvas */
  readonly left: number;
  readonly bottom: number;
}

/** Rows [firstRow, firstRow + rows) of a tile. */
export function windowOf(tile: GridTile, firstRow: number, rows: number): Window {
  const [x, y] = [tile.origin[0], tile.origin[1] + firstRow];
  const [x0, y0] = [down(x, ALIGNED), down(y, ALIGNED)];
  const width = down(x + tile.width + ALIGNED - 1, ALIGNED) - x0;
  const height = down(y + rows + ALIGNED - 1, ALIGNED) - y0;
  const { wcs, period } = tile;
  const size = period === undefined ? SQUARE : squareOfRing(period);
  const squares: Square[] = [];
  for (let row = down(y0, size); row < y0 + height; row += size) {
    for (let at = down(x0, size); at < x0 + width; at += size) {
      const column = period === undefined ? at : canonical(at, period);
      squares.push({ column, row, size, dx: at - column - x0, dy: -y0 });
    }
  }
  return {
    squares,
    width,
    height,
    left: x - x0,
    bottom: y - y0,
    toVectors: (columns, rows, vx, vy, vz) => wcs.pixelsToIcrsVectors(columns, rows, vx, vy, vz),
    isBent: () => false,
  };
}

const down = (value: number, step: number): number => Math.floor(value / step) * step;

/** The largest power of 2 that divides the way around, 128 at most. */
function squareOfRing(period: number): number {
  let size = SQUARE_OF_RING;
  while (period % size !== 0) size /= 2;
  return size;
}

/** One number for each column of a ring, from minus half of it on. */
const canonical = (column: number, period: number): number =>
  column - period * Math.floor(column / period + 0.5);
