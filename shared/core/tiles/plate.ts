import type { HipsFrame } from '../hips/frame.ts';
import type { HipsTile } from '../hips/tile-pixels.ts';
import type { Sums } from './pixel-rows.ts';

/** A piece of sky that is painted in one go: the tiles of `order` below one HEALPix cell of `plateOrder`. */
export interface PlateGrid {
  readonly order: number;
  readonly plateOrder: number;
  /** nested, at plateOrder */
  readonly npix: number;
  /** pixels along a tile's side, a power of 2 */
  readonly width: number;
  readonly frame: HipsFrame;
}

/** A plate being painted. A tile takes memory (12 bytes a pixel) once an image touches it. */
export interface Plate extends PlateGrid {
  /** by place among the plate's tiles, in nested order */
  readonly sums: (Sums | undefined)[];
}

/** An empty plate. Throws RangeError for orders or a cell that HEALPix has not. */
export function createPlate(grid: PlateGrid): Plate {
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
  return { order, plateOrder, npix, width, frame, sums: new Array(4 ** (order - plateOrder)) };
}

/** More would be 4^7 tiles, beyond any memory. */
const MAX_LEVELS = 6;
const SMALLEST_WIDTH = 16;

/** The deepest tiles of a plate, in nested order. */
export function tilesOf({ order, plateOrder, npix, width, frame }: PlateGrid): HipsTile[] {
  const count = 4 ** (order - plateOrder);
  return Array.from({ length: count }, (_, i) => ({ order, npix: npix * count + i, width, frame }));
}

/** Sums that a finished plate gave back: to clear them costs a quarter of what fresh memory does. */
const spare: Sums[] = [];
/** As many as a plate of three levels has tiles: 200 MB at 512 pixels. */
const MAX_SPARE = 64;

/** Empty sums of a tile. */
export function takeSums(width: number): Sums {
  const sums = spare.pop();
  if (sums?.width !== width) {
    return { width, values: new Float64Array(width * width), weights: new Float32Array(width * width) };
  }
  sums.values.fill(0);
  sums.weights.fill(0);
  return sums;
}

/** Gives back sums that nobody reads any more. */
export function returnSums(sums: Sums): void {
  if (spare.length < MAX_SPARE) spare.push(sums);
}
