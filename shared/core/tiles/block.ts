import type { Square, Surface } from '../grids/surface.ts';
import { ARCSEC_PER_DEGREE } from '../sphere/angle.ts';
import {
  type Circle,
  circleAround,
  circlesMeet,
  radiusOfBorder,
  wholeSphere,
} from '../sphere/circle.ts';
import { furthest, lonLatToVector } from '../sphere/vector.ts';
import type { Wcs } from '../wcs/wcs.ts';
import { type Extent, touches, widened } from './extent.ts';

/** Where an image lies: what a painter needs to know of it before any pixel is read. */
export interface ImageGeometry {
  readonly width: number;
  readonly height: number;
  readonly wcs: Wcs;
}

/**
 * A square of a surface's pixels and where they are in an image. With `x` and `y`, both are bicubic
 * polynomials; without, no polynomial fits and every pixel is converted by itself.
 */
export interface Block extends Square {
  /** where it lies in the image */
  readonly extent: Extent;
  /** 16 coefficients of u^i v^j, at 4j + i, for u = (c + ½ − column)/size and v alike */
  readonly x?: Float64Array;
  readonly y?: Float64Array;
}

/**
 * A polynomial is used at once where it is this good: image pixels. Halving a block makes it 16
 * times better.
 */
const GOOD = 1e-5;
/**
 * And in the smallest blocks, where the WCS itself is rough (lookup tables) or bends (near a pole),
 * where it is this good.
 */
const FAIR = 2e-3;
const SMALLEST = 16;

// Points of a block, in u and v: 16 nodes, and 9 points between them where the error of a cubic is
// largest.
const nodes = [0, 1 / 3, 2 / 3, 1];
const checks = [0.127, 0.5, 0.873];
const uNodes = Float64Array.from([...nodes.flatMap(() => nodes), ...checks.flatMap(() => checks)]);
const vNodes = Float64Array.from([
  ...nodes.flatMap((v) => nodes.map(() => v)),
  ...checks.flatMap((v) => checks.map(() => v)),
]);
const pointCount = uNodes.length;

/**
 * Of the points of one block after the other: columns and rows, unit vectors, places in the image.
 */
export interface BlockPoints {
  readonly columns: Float64Array;
  readonly rows: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly vz: Float64Array;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/** Buffers for the points of a block. */
export const newBlockPoints = (): BlockPoints => ({
  columns: new Float64Array(pointCount),
  rows: new Float64Array(pointCount),
  vx: new Float64Array(pointCount),
  vy: new Float64Array(pointCount),
  vz: new Float64Array(pointCount),
  xs: new Float64Array(pointCount),
  ys: new Float64Array(pointCount),
});

/**
 * The blocks of a surface that an image may touch, with their places in it. Empty when it touches
 * none. `margin`: image pixels around the image that a sample may still reach.
 */
export function blocksOf(
  surface: Surface,
  image: ImageGeometry,
  around: Circle,
  margin: number,
  points: BlockPoints,
): Block[] {
  const blocks: Block[] = [];
  const { vx, vy, vz, xs, ys } = points;
  const visit = (square: Square): void => {
    const { column, row, size, dx, dy } = square;
    const circle = squareCircle(surface, square, points);
    if (size <= 4 * SMALLEST && vx.every(Number.isNaN)) return;
    if (circle && !circlesMeet(around, circle)) return;
    image.wcs.icrsVectorsToPixels(vx, vy, vz, xs, ys);
    const extent = extentOfPoints(xs, ys);
    if (!touches(extent, image, margin)) return;
    const isBent = surface.isBent(column, row, size);
    const x = bicubic(xs);
    const y = bicubic(ys);
    const error = isBent ? Number.POSITIVE_INFINITY : Math.max(errorOf(x, xs), errorOf(y, ys));
    if (error <= (size > SMALLEST ? GOOD : FAIR))
      blocks.push({ column, row, size, dx, dy, extent, x, y });
    else if (size <= SMALLEST) blocks.push({ column, row, size, dx, dy, extent });
    else {
      const half = size / 2;
      for (const up of [row, row + half])
        for (const across of [column, column + half])
          visit({ column: across, row: up, size: half, dx, dy });
    }
  };
  for (const square of surface.squares) visit(square);
  return blocks;
}

/**
 * A circle around a square of a surface, whose points it puts into `points`; undefined where one of
 * them is off the sky.
 */
export function squareCircle(
  surface: Surface,
  { column, row, size }: Square,
  { columns, rows, vx, vy, vz }: BlockPoints,
): Circle | undefined {
  for (let i = 0; i < pointCount; i++) {
    columns[i] = column - 0.5 + size * uNodes[i]!;
    rows[i] = row - 0.5 + size * vNodes[i]!;
  }
  surface.toVectors(columns, rows, vx, vy, vz);
  if (vx.some(Number.isNaN)) return undefined;
  const { centre, radius } = circleAround(vx, vy, vz);
  return { centre, radius: radiusOfBorder(radius) };
}

/**
 * A circle around an image, which `blocksOf` wants once for many tiles. An image that reaches a
 * quarter of the sky from its centre, or whose border is not known, may be anywhere.
 */
export function imageCircle({ wcs, width, height }: ImageGeometry): Circle {
  // Of a map that goes once around the sky both ends are where it began.
  const span = (wcs.pixelScale / ARCSEC_PER_DEGREE) * Math.max(width, height);
  if (!(span < 360)) return wholeSphere;
  const centre = lonLatToVector(...wcs.pixelToIcrs((width - 1) / 2, (height - 1) / 2));
  const { ra, dec } = wcs.footprint(width, height);
  const reach = furthest(
    centre,
    Array.from(ra, (lon, i) => lonLatToVector(lon, dec[i]!)),
  );
  return reach < Math.PI / 2 ? { centre, radius: radiusOfBorder(reach) } : wholeSphere;
}

function extentOfPoints(xs: Float64Array, ys: Float64Array): Extent {
  let [left, right, bottom, top] = [xs[0]!, xs[0]!, ys[0]!, ys[0]!];
  for (let i = 1; i < pointCount; i++) {
    left = Math.min(left, xs[i]!);
    right = Math.max(right, xs[i]!);
    bottom = Math.min(bottom, ys[i]!);
    top = Math.max(top, ys[i]!);
  }
  return widened(left, right, bottom, top);
}

/** The coefficients of the bicubic polynomial through the 16 nodes. */
function bicubic(values: Float64Array): Float64Array {
  const out = new Float64Array(16);
  for (let j = 0; j < 4; j++) cubic(values, 4 * j, 1, out);
  for (let i = 0; i < 4; i++) cubic(out, i, 4, out);
  return out;
}

/** In powers of u, from the values at 0, 1/3, 2/3 and 1 (Lagrange). */
function cubic(values: Float64Array, at: number, step: number, out: Float64Array): void {
  const a = values[at]!;
  const b = values[at + step]!;
  const c = values[at + 2 * step]!;
  const d = values[at + 3 * step]!;
  out[at] = a;
  out[at + step] = (-11 * a + 18 * b - 9 * c + 2 * d) / 2;
  out[at + 2 * step] = (18 * a - 45 * b + 36 * c - 9 * d) / 2;
  out[at + 3 * step] = (-9 * a + 27 * b - 27 * c + 9 * d) / 2;
}

/** The largest error at the points between the nodes; NaN where one is. */
function errorOf(polynomial: Float64Array, values: Float64Array): number {
  let worst = 0;
  for (let i = 16; i < pointCount; i++) {
    worst = Math.max(worst, Math.abs(evaluate(polynomial, uNodes[i]!, vNodes[i]!) - values[i]!));
  }
  return worst;
}

/** A bicubic polynomial with 16 coefficients at (u, v), both from 0 to 1 over the block. */
export function evaluate(k: Float64Array, u: number, v: number): number {
  let sum = 0;
  for (let j = 12; j >= 0; j -= 4)
    sum = sum * v + ((k[j + 3]! * u + k[j + 2]!) * u + k[j + 1]!) * u + k[j]!;
  return sum;
}
