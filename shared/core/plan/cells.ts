import { facePointToLonLat } from '../healpix/face.ts';
import { healpixToLonLat, split } from '../healpix/pixel.ts';
import { vectorOf } from '../hips/frame.ts';
import { type Outline, outlineOf, outlinesMeet, type Vector } from './outline.ts';
import { OutlineTable } from './outline-table.ts';

/** No point of a HEALPix cell of order k is further from its centre than this / 2^k radians (healpy: 0.84 at order 0, 1.0688 at 10). */
export const CELL_RADIUS = 1.07;

/** The centres of all cells up to this order are kept once they were asked for (under 2 MB). */
const KEPT_ORDER = 6;
const kept: Float64Array[] = [];

/** The outline of a cell, in the frame that the cells are cells of. */
export function cellOutline(order: number, npix: number): Outline {
  const [face, x, y] = split(order, npix);
  const at = (dx: number, dy: number): Vector =>
    vectorOf(...facePointToLonLat(face, (x + dx) / 2 ** order, (y + dy) / 2 ** order));
  const around = [
    [0, 0],
    [0.5, 0],
    [1, 0],
    [1, 0.5],
    [1, 1],
    [0.5, 1],
    [0, 1],
    [0, 0.5],
  ] as const;
  return outlineOf(
    at(0.5, 0.5),
    around.map(([dx, dy]) => at(dx, dy)),
  );
}

/**
 * The cells of an order that come near a region: all that it touches and some around it. Found by going down from the twelve
 * faces, so that the time is that of the cells found.
 */
export function cellsNear(region: Outline, order: number): number[] {
  const found: number[] = [];
  const visit = (level: number, npix: number): void => {
    if (!isNear(region, level, npix)) return;
    if (level === order) found.push(npix);
    else for (let child = 0; child < 4; child++) visit(level + 1, 4 * npix + child);
  };
  for (let face = 0; face < 12; face++) visit(0, face);
  return found;
}

/** Keeps the outlines of cells of one order: which of them does a region touch? */
export class CellFinder {
  readonly order: number;
  readonly #places = new Map<number, number>();
  readonly #outlines = new OutlineTable();

  constructor(order: number) {
    this.order = order;
  }

  /** In rising order; perhaps one that it just does not touch. */
  cellsOf(region: Outline): number[] {
    return cellsNear(region, this.order).filter((npix) => outlinesMeet(region, this.#outlineOf(npix)));
  }

  #outlineOf(npix: number): Outline {
    const place = this.#places.get(npix);
    if (place !== undefined) return this.#outlines.at(place)!;
    const outline = cellOutline(this.order, npix);
    this.#places.set(npix, this.#outlines.length);
    this.#outlines.push(outline);
    return outline;
  }
}

function isNear({ centre, radius }: Outline, order: number, npix: number): boolean {
  const reach = radius + CELL_RADIUS / 2 ** order;
  if (reach >= Math.PI) return true;
  const [x, y, z] = cellCentre(order, npix);
  const chord = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 + (z - centre[2]) ** 2;
  return chord <= 4 * Math.sin(reach / 2) ** 2;
}

function cellCentre(order: number, npix: number): Vector {
  if (order > KEPT_ORDER) return vectorOf(...healpixToLonLat(order, npix));
  const centres = kept[order] ?? new Float64Array(36 * 4 ** order).fill(Number.NaN);
  kept[order] = centres;
  const at = 3 * npix;
  if (Number.isNaN(centres[at])) centres.set(vectorOf(...healpixToLonLat(order, npix)), at);
  return [centres[at]!, centres[at + 1]!, centres[at + 2]!];
}
