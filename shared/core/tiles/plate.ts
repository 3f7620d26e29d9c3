import type { Sums } from '../../../sky-wasm/src/tile-sums.ts';
import type { Surface } from '../grids/surface.ts';
import type { HipsFrame } from '../hips/frame.ts';
import { bendsOf, type HipsTile, tilePixelsToVectors } from '../hips/tile-pixels.ts';
import type { PaintMemory } from './paint-memory.ts';
import type { WaitingImage } from './waiting.ts';

/**
 * A piece of sky that is painted in one go: the tiles of `order` below one HEALPix cell of
 * `plateOrder`.
 */
export interface PlateGrid {
  readonly order: number;
  readonly plateOrder: number;
  /** nested, at plateOrder */
  readonly npix: number;
  /** pixels along a tile's side, a power of 2 */
  readonly width: number;
  readonly frame: HipsFrame;
}

/**
 * A plate being painted. Images wait until `finish` comes to the tiles that they touch, one tile
 * after the other; where more wait than memory should hold, they are added to the sums of all tiles
 * (12 bytes a pixel) at once.
 */
export interface Plate extends PlateGrid {
  /** by place among the plate's tiles, in nested order */
  readonly sums: (Sums | undefined)[];
  /** by the same place: numbers of the images that touch it, from 0 in the order of painting */
  readonly touching: number[][];
  /** in the order of painting */
  waiting: WaitingImage[];
  /** images painted so far */
  painted: number;
  readonly memory: PaintMemory;
}

/** An empty plate. Throws RangeError for orders or a cell that HEALPix has not. */
export function createPlate(grid: PlateGrid, memory: PaintMemory): Plate {
  const { order, plateOrder, npix, width, frame } = grid;
  if (
    !(
      Number.isInteger(plateOrder) &&
      plateOrder >= 0 &&
      plateOrder <= order &&
      order - plateOrder <= MAX_LEVELS
    )
  ) {
    throw new RangeError(`a plate of order ${plateOrder} with tiles of order ${order}`);
  }
  if (!(Number.isInteger(npix) && npix >= 0 && npix < 12 * 4 ** plateOrder)) {
    throw new RangeError(`no pixel of order ${plateOrder}: ${npix}`);
  }
  if (!(width >= SMALLEST_WIDTH && Number.isInteger(Math.log2(width))))
    throw new RangeError(`tiles of ${width} pixels`);
  return {
    order,
    plateOrder,
    npix,
    width,
    frame,
    sums: new Array(4 ** (order - plateOrder)),
    touching: Array.from({ length: 4 ** (order - plateOrder) }, () => []),
    waiting: [],
    painted: 0,
    memory,
  };
}

/** More would be 4^7 tiles, beyond any memory. */
const MAX_LEVELS = 6;
const SMALLEST_WIDTH = 16;

/** The deepest tiles of a plate, in nested order. */
export const tilesOf = (grid: PlateGrid): HipsTile[] =>
  Array.from({ length: 4 ** (grid.order - grid.plateOrder) }, (_, place) => tileAt(grid, place));

/** One of them. */
export const tileAt = (
  { order, plateOrder, npix, width, frame }: PlateGrid,
  place: number,
): HipsTile => ({ order, npix: npix * 4 ** (order - plateOrder) + place, width, frame });

/** A tile as what paints it sees it. */
export function surfaceOf(tile: HipsTile): Surface {
  const bends = bendsOf(tile);
  return {
    squares: [{ column: 0, row: 0, size: tile.width, dx: 0, dy: 0 }],
    toVectors: tilePixelsToVectors(tile),
    isBent: (column, row, size) =>
      bends.some((difference) => Math.abs(difference - (column - row)) < size),
  };
}
