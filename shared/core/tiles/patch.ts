import type { Surface } from '../grids/surface.ts';
import type { Wcs } from '../wcs/wcs.ts';
import { type Block, evaluate } from './block.ts';
import { type Extent, widened } from './extent.ts';

/**
 * Pixels are painted in squares of this many, small enough that what they need of the image stays
 * in the cache.
 */
export const PATCH = 32;

/** A square of a tile's pixels with the image coordinates of a grid of points in it, row by row. */
export interface Patch {
  column: number;
  row: number;
  /** pixels along a side */
  size: number;
  /** points along a side: `size` at the centres of pixels, `size + 1` at their corners */
  points: number;
  /** image pixels in one of its own, about; undefined where no polynomial says so */
  area: number | undefined;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** columns, rows and unit vectors of points that are converted one by one */
  readonly exact: readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Buffers for the positions of a patch's pixels. */
export function newPatch(): Patch {
  const points = () => new Float64Array((PATCH + 1) ** 2);
  return {
    column: 0,
    row: 0,
    size: 0,
    points: 0,
    area: undefined,
    x: points(),
    y: points(),
    exact: [points(), points(), points(), points(), points()],
  };
}

/** Where the corners of a block's patches are in an image, row by row. */
export interface PatchCorners {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** in a row */
  readonly across: number;
}

/** The corners of patches of `step` pixels; undefined where no polynomials say where they are. */
export function patchCorners({ x, y, size }: Block, step: number): PatchCorners | undefined {
  if (!(x && y)) return undefined;
  const across = Math.ceil(size / step) + 1;
  const at = { x: new Float64Array(across ** 2), y: new Float64Array(across ** 2) };
  for (let k = 0; k < across ** 2; k++) {
    const u = ((k % across) * step) / size;
    const v = (Math.floor(k / across) * step) / size;
    at.x[k] = evaluate(x, u, v);
    at.y[k] = evaluate(y, u, v);
  }
  return { ...at, across };
}

/**
 * About where a patch of a block lies in the image, from its corners: never too small, too large by
 * a pixel and a fifth at most. Sets the patch's area.
 */
export function patchExtent(
  { column, row, extent }: Block,
  patch: Patch,
  corners: PatchCorners | undefined,
): Extent {
  patch.area = undefined;
  if (!corners) return extent;
  const { x, y, across } = corners;
  const first = ((patch.row - row) / patch.size) * across + (patch.column - column) / patch.size;
  const [a, b, c, d] = [first, first + 1, first + across, first + across + 1];
  const [x0, x1, x2, x3] = [x[a]!, x[b]!, x[c]!, x[d]!];
  const [y0, y1, y2, y3] = [y[a]!, y[b]!, y[c]!, y[d]!];
  const area = Math.abs((x3 - x0) * (y2 - y1) - (x2 - x1) * (y3 - y0)) / 2;
  patch.area = area / patch.size ** 2;
  return widened(
    Math.min(x0, x1, x2, x3),
    Math.max(x0, x1, x2, x3),
    Math.min(y0, y1, y2, y3),
    Math.max(y0, y1, y2, y3),
  );
}

/** The image coordinates of the patch's pixels: of their centres, or of their corners. */
export function placePatch(
  patch: Patch,
  block: Block,
  surface: Surface,
  wcs: Wcs,
  corners: boolean,
): void {
  patch.points = corners ? patch.size + 1 : patch.size;
  const first = corners ? -0.5 : 0;
  if (block.x && block.y) {
    placeAxis(patch, block, block.x, first, patch.x);
    placeAxis(patch, block, block.y, first, patch.y);
  } else placeExactly(patch, surface, wcs, first);
}

/** One row after another by forward differences: three additions a point. */
function placeAxis(
  patch: Patch,
  block: Block,
  k: Float64Array,
  first: number,
  out: Float64Array,
): void {
  const { points } = patch;
  const h = 1 / block.size;
  const u = (patch.column + first + 0.5 - block.column) * h;
  let at = 0;
  for (let j = 0; j < points; j++) {
    const v = (patch.row + j + first + 0.5 - block.row) * h;
    const k0 = ((k[12]! * v + k[8]!) * v + k[4]!) * v + k[0]!;
    const k1 = ((k[13]! * v + k[9]!) * v + k[5]!) * v + k[1]!;
    const k2 = ((k[14]! * v + k[10]!) * v + k[6]!) * v + k[2]!;
    const k3 = ((k[15]! * v + k[11]!) * v + k[7]!) * v + k[3]!;
    // The cubic about the row's first point, in steps.
    const c1 = ((3 * k3 * u + 2 * k2) * u + k1) * h;
    const c2 = (3 * k3 * u + k2) * h * h;
    const c3 = k3 * h * h * h;
    let value = ((k3 * u + k2) * u + k1) * u + k0;
    let d1 = c1 + c2 + c3;
    let d2 = 2 * c2 + 6 * c3;
    const d3 = 6 * c3;
    for (let i = 0; i < points; i++) {
      out[at++] = value;
      value += d1;
      d1 += d2;
      d2 += d3;
    }
  }
}

function placeExactly(
  { column, row, points, x, y, exact }: Patch,
  surface: Surface,
  wcs: Wcs,
  first: number,
): void {
  const count = points * points;
  const [columns, rows, vx, vy, vz] = exact.map((array) => array.subarray(0, count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < count; i++) {
    columns[i] = column + first + (i % points);
    rows[i] = row + first + Math.floor(i / points);
  }
  surface.toVectors(columns, rows, vx, vy, vz);
  wcs.icrsVectorsToPixels(vx, vy, vz, x.subarray(0, count), y.subarray(0, count));
}
