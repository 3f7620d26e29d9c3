import { cellSide } from '../healpix/cell-size.ts';
import { lonLatToHealpix } from '../healpix/pixel.ts';
import { type Vector, vectorToLonLat } from '../sphere/vector.ts';
import type { Outline } from './outline.ts';
import { cellsOfOrder, type SkyCells } from './sky-cells.ts';

/** The part of an image that lies in one plate, by samples. */
export interface Share {
  /** of the image's area, 0 to 1 */
  area: number;
  /** of its rows, 0 to 1: from the lowest to the highest that reaches the plate */
  rows: number;
  /** tiles of the plate that it touches */
  readonly tiles: Set<number>;
}

/** Samples along a side: two a tile, but not more than this. */
const MAX_SAMPLES = 128;

/**
 * How an image's area, rows and tiles (of `order`) are shared out among the plates of `plateOrder`.
 * An estimate, for costs.
 */
export function sharesOf(region: Outline, order: number, plateOrder: number): Map<number, Share> {
  const perTile = cellSide(order) / 2;
  const side = Math.max(4, Math.min(MAX_SAMPLES, Math.ceil((2 * region.radius) / perTile)));
  const below = 4 ** (order - plateOrder);
  const shares = new Map<number, Share & { first: number }>();
  const weights = Array.from({ length: side }, (_, i) => quadratic((i + 0.5) / side));
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const [lon, lat] = vectorToLonLat(...pointIn(region, weights[i]!, weights[j]!));
      const tile = lonLatToHealpix(order, lon, lat);
      const plate = Math.floor(tile / below);
      const share = shares.get(plate) ?? { area: 0, rows: 0, first: j, tiles: new Set<number>() };
      shares.set(plate, share);
      share.area += 1 / (side * side);
      share.rows = (j + 1 - share.first) / side;
      share.tiles.add(tile);
    }
  }
  return shares;
}

/**
 * The same of an image of which only the cells are known: it is taken for one whose rows go through
 * all of them.
 */
export function sharesOfCells(
  cells: SkyCells,
  order: number,
  plateOrder: number,
): Map<number, Share> {
  const below = 4 ** (order - plateOrder);
  const shares = new Map<number, Share>();
  for (const [tile, area] of cellsOfOrder(cells, order)) {
    const plate = Math.floor(tile / below);
    const share = shares.get(plate) ?? { area: 0, rows: 1, tiles: new Set<number>() };
    shares.set(plate, share);
    share.area += area;
    share.tiles.add(tile);
  }
  return shares;
}

/** Weights of the values at 0, ½ and 1. */
const quadratic = (t: number): Vector => [(1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)];

/** Between the centre and the eight points around it. Its length is about 1. */
function pointIn(
  { centre, points }: Outline,
  across: Vector,
  up: Vector,
): [number, number, number] {
  const [p0, p1, p2, p3, p4, p5, p6, p7] = points as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const at = (axis: 0 | 1 | 2): number =>
    up[0] * (across[0] * p0[axis] + across[1] * p1[axis] + across[2] * p2[axis]) +
    up[1] * (across[0] * p7[axis] + across[1] * centre[axis] + across[2] * p3[axis]) +
    up[2] * (across[0] * p6[axis] + across[1] * p5[axis] + across[2] * p4[axis]);
  return [at(0), at(1), at(2)];
}
