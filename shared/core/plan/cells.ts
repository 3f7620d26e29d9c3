import { cellRadius } from '../healpix/cell-size.ts';
import { facePointToLonLat } from '../healpix/face.ts';
import { healpixToLonLat, split } from '../healpix/pixel.ts';
import { type Circle, circlesMeet } from '../sphere/circle.ts';
import { lonLatToVector, type Vector } from '../sphere/vector.ts';
import { type Outline, outlinesMeet, squareBorder } from './outline.ts';
import { type BorderPoints, OutlineTable, outlineOfBorder } from './outline-table.ts';

/** The centres of all cells up to this order are kept once they were asked for (under 2 MB). */
const KEPT_ORDER = 6;

/** The border of a cell, in the frame that the cells are cells of. */
export function cellBorder(order: number, npix: number): BorderPoints {
  const [face, x, y] = split(order, npix);
  const around = [[0.5, 0.5] as const, ...squareBorder];
  return Float64Array.from(
    around.flatMap(([dx, dy]) =>
      facePointToLonLat(face, (x + dx) / 2 ** order, (y + dy) / 2 ** order),
    ),
  );
}

/** All HEALPix cells of all orders. It keeps the centres that it was asked for. */
export class CellTree {
  readonly #centres: Float64Array[] = [];

  /**
   * The cells of an order that come near a region: all that it touches and some around it. Found by
   * going down from the twelve faces, so that the time is that of the cells found.
   */
  near(region: Circle, order: number): number[] {
    const found: number[] = [];
    const visit = (level: number, npix: number): void => {
      if (!circlesMeet(region, { centre: this.#centre(level, npix), radius: cellRadius(level) }))
        return;
      if (level === order) found.push(npix);
      else for (let child = 0; child < 4; child++) visit(level + 1, 4 * npix + child);
    };
    for (let face = 0; face < 12; face++) visit(0, face);
    return found;
  }

  #centre(order: number, npix: number): Vector {
    if (order > KEPT_ORDER) return lonLatToVector(...healpixToLonLat(order, npix));
    this.#centres[order] ??= new Float64Array(36 * 4 ** order).fill(Number.NaN);
    const centres = this.#centres[order];
    const at = 3 * npix;
    if (Number.isNaN(centres[at])) centres.set(lonLatToVector(...healpixToLonLat(order, npix)), at);
    return [centres[at]!, centres[at + 1]!, centres[at + 2]!];
  }
}

/** Keeps the outlines of cells of one order: which of them does a region touch? */
export class CellFinder {
  readonly order: number;
  readonly #tree: CellTree;
  readonly #places = new Map<number, number>();
  readonly #outlines = new OutlineTable();

  constructor(order: number, tree: CellTree) {
    this.order = order;
    this.#tree = tree;
  }

  /** In rising order; perhaps one that it just does not touch. */
  cellsOf(region: Outline): number[] {
    return this.#tree
      .near(region, this.order)
      .filter((npix) => outlinesMeet(region, this.#outlineOf(npix)));
  }

  #outlineOf(npix: number): Outline {
    const place = this.#places.get(npix);
    if (place !== undefined) return this.#outlines.at(place)!;
    const border = cellBorder(this.order, npix);
    this.#places.set(npix, this.#outlines.length);
    this.#outlines.push(border);
    return outlineOfBorder(border);
  }
}
