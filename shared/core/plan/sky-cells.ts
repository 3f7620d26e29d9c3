import { cellRadius, cellSide } from '../healpix/cell-size.ts';
import { facePointToLonLat } from '../healpix/face.ts';
import { healpixToLonLat, lonLatToHealpix, split } from '../healpix/pixel.ts';
import { type HipsFrame, icrsToHips } from '../hips/frame.ts';
import { lonLatToVector } from '../sphere/vector.ts';
import type { Wcs } from '../wcs/wcs.ts';
import { CellTree } from './cells.ts';
import { type Outline, roundOutline } from './outline.ts';

/** HEALPix cells, nested, ICRS, rising. */
export interface SkyCells {
  order: number;
  cells: number[];
}

/** Cells across the radius of an image: some hundred cells an image. */
const ACROSS = 4;
/**
 * Points along a side of a cell, the outermost this much of the cell outside it: slivers between
 * points are not missed.
 */
const POINTS = 12;
const BEYOND = 1 / 16;

/** A pixel and where it lies, ICRS degrees. */
export interface SeenPixel {
  readonly x: number;
  readonly y: number;
  readonly ra: number;
  readonly dec: number;
}

/**
 * The cells that an image touches, for images whose border does not say: found from both sides, by
 * the cells' points that have a pixel and by the cells of pixels, so that neither a thin image nor
 * a thin corner is missed. `seen`: pixels all over the image.
 */
export function skyCells(
  wcs: Wcs,
  width: number,
  height: number,
  seen: readonly SeenPixel[],
): SkyCells {
  const circle = roundOutline(seen.map(({ ra, dec }) => lonLatToVector(ra, dec)));
  const order = Math.max(
    0,
    Math.min(20, Math.ceil(Math.log2((cellSide(0) * ACROSS) / circle.radius))),
  );
  const found = new Set(seen.map(({ ra, dec }) => lonLatToHealpix(order, ra, dec)));
  const [x, y] = [new Float64Array(POINTS ** 2), new Float64Array(POINTS ** 2)];
  for (const cell of new CellTree().near(circle, order)) {
    if (found.has(cell)) continue;
    setPoints(order, cell, x, y);
    wcs.icrsToPixels(x, y, x, y);
    const isInside = (at: number, k: number) =>
      at >= -0.5 && at <= width - 0.5 && y[k]! >= -0.5 && y[k]! <= height - 0.5;
    if (x.some(isInside)) found.add(cell);
  }
  return { order, cells: [...found].sort((a, b) => a - b) };
}

/** The cells of the HiPS's frame that these cells of ICRS touch. */
export function cellsInFrame({ order, cells }: SkyCells, frame: HipsFrame): SkyCells {
  if (frame === 'equatorial') return { order, cells };
  const found = new Set<number>();
  const [ra, dec] = [new Float64Array(POINTS ** 2), new Float64Array(POINTS ** 2)];
  for (const cell of cells) {
    setPoints(order, cell, ra, dec);
    for (let k = 0; k < ra.length; k++) {
      found.add(lonLatToHealpix(order, ...icrsToHips(frame, ra[k]!, dec[k]!)));
    }
  }
  return { order, cells: [...found].sort((a, b) => a - b) };
}

/** A circle around cells. */
export const circleOf = ({ order, cells }: SkyCells): Outline =>
  roundOutline(
    cells.map((cell) => lonLatToVector(...healpixToLonLat(order, cell))),
    cellRadius(order),
  );

/**
 * The cells of another order, plates or tiles, that hold or make up these, each with the part of
 * these cells that is in it.
 */
export function cellsOfOrder({ order, cells }: SkyCells, wanted: number): Map<number, number> {
  const parts = new Map<number, number>();
  const below = 4 ** Math.max(0, wanted - order);
  const above = 4 ** Math.max(0, order - wanted);
  for (const cell of cells) {
    for (let child = 0; child < below; child++) {
      const at = Math.floor(cell / above) * below + child;
      parts.set(at, (parts.get(at) ?? 0) + 1 / below / cells.length);
    }
  }
  return parts;
}

/** A grid of points on a cell and just around it, ICRS degrees. */
function setPoints(order: number, cell: number, ra: Float64Array, dec: Float64Array): void {
  const [face, cellX, cellY] = split(order, cell);
  const side = 2 ** order;
  const at = (cell: number, k: number): number =>
    Math.max(0, Math.min(1, (cell - BEYOND + ((1 + 2 * BEYOND) * k) / (POINTS - 1)) / side));
  for (let k = 0; k < ra.length; k++) {
    const [lon, lat] = facePointToLonLat(
      face,
      at(cellX, k % POINTS),
      at(cellY, Math.floor(k / POINTS)),
    );
    ra[k] = lon;
    dec[k] = lat;
  }
}
