import type { Grid, GridTile, TilePlace } from '../grids/grid.ts';
import { ALIGNED } from '../grids/window.ts';
import { CellTree } from '../plan/cells.ts';
import { type Outline, outlineOf, outlinesMeet } from '../plan/outline.ts';
import { overlappingPairs } from '../plan/pairs.ts';
import type { SkyImages } from '../plan/sky-images.ts';
import { WIDEST } from '../sphere/circle.ts';
import { furthest, type Vector } from '../sphere/vector.ts';

/** Some rows of a mosaic, which one task paints. */
export interface PlannedStrip {
  readonly firstRow: number;
  readonly rows: number;
  /** places among the mosaic's images, rising */
  readonly images: number[];
}

/** One tile of the grid in one band. */
export interface PlannedMosaic {
  readonly band: string;
  readonly tile: GridTile;
  /** places in the list, rising: the rows of the table of inputs */
  readonly images: number[];
  /** those that any image touches */
  readonly strips: PlannedStrip[];
}

/** What is painted from what, and which images are compared. */
export interface MosaicPlan {
  readonly mosaics: PlannedMosaic[];
  readonly pairs: [number, number][];
}

/** Pixels of a strip: few enough for 1 GB, many enough that an image is read for few strips. */
const STRIP_PIXELS = 2 ** 23;
/** So that all cores have work. */
const LEAST_STRIPS = 8;
const LEAST_PIXELS = 2 ** 18;

/** Rows of a strip: a multiple of `step` (rows of compressed tiles). */
export function stripRows({ width, height }: GridTile, step: number): number {
  const pixels = Math.min(STRIP_PIXELS, Math.max(LEAST_PIXELS, (width * height) / LEAST_STRIPS));
  return Math.max(step, Math.round(pixels / width / step) * step);
}

/**
 * The mosaics of all bands on a grid. Conservative by a little: an image may be named for a strip
 * that it just does not touch, but never left out. `step`: strips are multiples of so many rows.
 */
export function planMosaics(sky: SkyImages, grid: Grid, step = ALIGNED): MosaicPlan {
  const { images, outlines, cells } = sky;
  const bands = new Map<string, number[]>();
  for (const [place, { band }] of images.entries())
    if (outlines.has(place)) bands.set(band, [...(bands.get(band) ?? []), place]);
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
      const rows = stripRows(tile, step);
      const strips: PlannedStrip[] = [];
      for (let firstRow = 0; firstRow < tile.height; firstRow += rows) {
        const count = Math.min(rows, tile.height - firstRow);
        const outline = outlineOfRows(tile, firstRow, count);
        const own = [...touching.keys()].filter((k) => meets(touching[k]!, outline));
        if (own.length > 0) strips.push({ firstRow, rows: count, images: own });
      }
      if (strips.length > 0) mosaics.push({ band, tile, images: touching, strips });
    }
  }
  const tree = new CellTree();
  const pairs = [...bands.values()].flatMap((places) => overlappingPairs(outlines, places, tree));
  if (bands.size > 1) pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { mosaics, pairs };

  function meets(image: number, outline: Outline | undefined): boolean {
    return outline === undefined || cells.has(image) || outlinesMeet(outline, outlines.at(image)!);
  }
}

/** undefined where a few points of its border do not tell where it lies. */
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
