import type { Grid, GridTile, TilePlace } from '../grids/grid.ts';
import { CellTree } from '../plan/cells.ts';
import { type Outline, outlineOf, outlinesMeet } from '../plan/outline.ts';
import { overlappingPairs, type PairList } from '../plan/pairs.ts';
import type { SkyImages } from '../plan/sky-images.ts';
import { WIDEST } from '../sphere/circle.ts';
import { furthest, type Vector } from '../sphere/vector.ts';
import { cutStrips, type PlannedStrip, type StripWay } from './cut-strips.ts';

/** One tile of the grid in one band. */
export interface PlannedMosaic {
  readonly band: string;
  readonly tile: GridTile;
  /** places in the list, rising: the rows of the table of inputs */
  readonly images: number[];
  /** rows of a strip; the last one may have fewer */
  readonly step: number;
  /** those that any image touches */
  readonly strips: PlannedStrip[];
}

/** What is painted from what, and which images are compared. */
export interface MosaicPlan {
  readonly mosaics: PlannedMosaic[];
  readonly pairs: PairList;
}

/**
 * The mosaics of all bands on a grid. Conservative by a little: an image may be named for a strip
 * that it just does not touch, but never left out.
 */
export function planMosaics(sky: SkyImages, grid: Grid, way: StripWay): MosaicPlan {
  const { images, outlines, cells } = sky;
  const bands = new Map<string, number[]>();
  for (const [place, { band }] of images.entries()) {
    if (!outlines.has(place)) continue;
    const places = bands.get(band) ?? [];
    bands.set(band, places);
    places.push(place);
  }
  const mosaics: PlannedMosaic[] = [];
  for (const [band, places] of bands) {
    const byTile = new Map<string, { at: TilePlace; images: number[] }>();
    for (const image of places)
      for (const at of grid.near(outlines.at(image)!)) {
        const key = at.join();
        const found = byTile.get(key) ?? { at, images: [] };
        byTile.set(key, found);
        found.images.push(image);
      }
    const sorted = [...byTile.values()].sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
    for (const { at, images: near } of sorted) {
      const tile = grid.tile(at);
      const whole = outlineOfRows(tile, 0, tile.height);
      const touching = near.filter((image) => meets(image, whole));
      if (touching.length === 0) continue;
      const own = touching.map((place) => images.at(place));
      const cut = cutStrips(tile, own, way, (firstRow, rows) => {
        const outline = outlineOfRows(tile, firstRow, rows);
        return [...touching.keys()].filter((k) => meets(touching[k]!, outline));
      });
      if (cut.strips.length > 0) mosaics.push({ band, tile, images: touching, ...cut });
    }
  }
  const tree = new CellTree();
  return { mosaics, pairs: overlappingPairs(outlines, bands.values(), tree) };

  function meets(image: number, outline: Outline | undefined): boolean {
    return outline === undefined || cells.has(image) || outlinesMeet(outline, outlines.at(image)!);
  }
}

/** undefined where a few points of its border do not say where it lies. */
function outlineOfRows(
  { wcs, origin, width }: GridTile,
  first: number,
  rows: number,
): Outline | undefined {
  const [left, right] = [origin[0] - 0.5, origin[0] + width - 0.5];
  const [bottom, top] = [origin[1] + first - 0.5, origin[1] + first + rows - 0.5];
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  const columns = Float64Array.of(x, left, x, right, right, right, x, left, left);
  const lines = Float64Array.of(y, bottom, bottom, bottom, y, top, top, top, y);
  const [vx, vy, vz] = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
  wcs.pixelsToIcrsVectors(columns, lines, vx, vy, vz);
  const points = Array.from(vx, (one, i): Vector => [one, vy[i]!, vz[i]!]);
  if (points.some(([one]) => Number.isNaN(one))) return undefined;
  const [centre, ...around] = points as [Vector, ...Vector[]];
  return furthest(centre, around) < WIDEST ? outlineOf(centre, around) : undefined;
}
