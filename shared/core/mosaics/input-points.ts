import type { Box } from '../fits/section.ts';
import type { GridTile } from '../grids/grid.ts';
import { sourceOf } from '../tiles/paint.ts';
import type { Wcs } from '../wcs/wcs.ts';

/** Points along a side of an image, and the pixels of it that they are spread over, about. */
const POINTS = 48;
const SPREAD = 240;
/** Sides of the rectangle of the mosaic that is read, at most. */
const MOST = 1024;

/** Pixels of an image, and where they fall on a tile. */
export interface InputPoints {
  /** of the tile */
  readonly box: Box;
  /** image pixels in one of the tile's */
  readonly area: number;
  /** less the background; places in the box */
  readonly values: readonly { x: number; y: number; value: number }[];
}

/**
 * Pixels of the part of an image that is nearest to the middle of a tile, with the places where
 * they fall on it. `plane`: what was subtracted, see `ImageToPaint`. Undefined where none does.
 */
export function inputPoints(
  image: { width: number; height: number; wcs: Wcs; pixels: Float32Array },
  tile: GridTile,
  plane: readonly [number, number, number],
): InputPoints | undefined {
  const { width, height, pixels } = image;
  const onTile = placesOn(tile, image.wcs);
  const { at: level, perX, perY } = sourceOf({ ...image, plane }).plane;
  const all: { x: number; y: number; value: number }[] = [];
  for (const [left, columns] of partsOf(width))
    for (const [bottom, rows] of partsOf(height)) {
      const [xs, ys] = [stepped(left, columns), stepped(bottom, rows)];
      const at = ys.flatMap((y) => xs.map((x) => [x, y] as const));
      const places = onTile(at);
      for (const [k, [x, y]] of at.entries()) {
        const value = pixels[y * width + x]! - (level + perX * x + perY * y);
        const [column, row] = places[k]!;
        const isOn = column >= 0 && row >= 0 && column <= tile.width - 1 && row <= tile.height - 1;
        if (isOn && Number.isFinite(value)) all.push({ x: column, y: row, value });
      }
      if (all.length > 0) return boxed(all, tile, scaleOf(onTile, left, bottom));
    }
  return undefined;
}

/** Parts of a side, the one in the middle first. */
function partsOf(length: number): [number, number][] {
  const count = Math.max(1, Math.floor(length / SPREAD));
  const size = Math.floor(length / count);
  const middle = (count - 1) / 2;
  return Array.from({ length: count }, (_, i) => i)
    .sort((p, q) => Math.abs(p - middle) - Math.abs(q - middle))
    .map((i) => [i * size, size]);
}

const stepped = (first: number, length: number): number[] => {
  const count = Math.min(POINTS, length);
  return Array.from({ length: count }, (_, i) => first + Math.floor((i * length) / count));
};

/** Pixels of an image as pixels of a tile. */
function placesOn({ wcs, origin, period }: GridTile, from: Wcs) {
  return (points: readonly (readonly [number, number])[]): [number, number][] => {
    const [x, y] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]!)) as [
      Float64Array,
      Float64Array,
    ];
    const [vx, vy, vz] = [x.slice(), x.slice(), x.slice()];
    from.pixelsToIcrsVectors(x, y, vx, vy, vz);
    wcs.icrsVectorsToPixels(vx, vy, vz, x, y);
    return points.map((_, k) => {
      const column = x[k]! - origin[0];
      const turned = period === undefined ? column : ((column % period) + period) % period;
      return [turned, y[k]! - origin[1]];
    });
  };
}

/** Image pixels in one of the tile's, about a pixel of the image. */
function scaleOf(onTile: ReturnType<typeof placesOn>, x: number, y: number): number {
  const [[x0, y0], [x1, y1], [x2, y2]] = onTile([
    [x, y],
    [x + 1, y],
    [x, y + 1],
  ]) as [[number, number], [number, number], [number, number]];
  return 1 / Math.abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0));
}

/** The points within a rectangle around the first of them. */
function boxed(
  all: readonly { x: number; y: number; value: number }[],
  tile: GridTile,
  area: number,
): InputPoints {
  const side = (axis: 'x' | 'y', length: number): [number, number] => {
    const places = all.map((point) => Math.floor(point[axis]));
    const first = Math.min(...places);
    return [first, Math.min(MOST, length - first, Math.max(...places) + 2 - first)];
  };
  const [[x, width], [y, height]] = [side('x', tile.width), side('y', tile.height)];
  const values = all
    .map((point) => ({ ...point, x: point.x - x, y: point.y - y }))
    .filter((point) => point.x <= width - 1 && point.y <= height - 1);
  return { box: { x, y, width, height }, area, values };
}

/** The bilinear value at a point of pixels, NaN beside a missing one. */
export function sampleAt(pixels: Float32Array, width: number, x: number, y: number): number {
  const ix = Math.min(Math.floor(x), width - 2);
  const iy = Math.min(Math.floor(y), pixels.length / width - 2);
  const [fx, fy] = [x - ix, y - iy];
  const p = iy * width + ix;
  const lower = pixels[p]! + fx * (pixels[p + 1]! - pixels[p]!);
  const upper = pixels[p + width]! + fx * (pixels[p + width + 1]! - pixels[p + width]!);
  return lower + fy * (upper - lower);
}
