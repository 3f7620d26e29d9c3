import { NUMBER_ORDER, nestedPixel, split } from './pixel.ts';

/**
 * From no point of a pixel of order k is a point outside its neighbours nearer than this / 2^k
 * radians (healpy: 0.75 at order 1, 0.697 at 6).
 */
const NARROWEST = 0.65;

/**
 * The deepest order, at most 24, at which everything within `reach` radians of a point lies in the
 * point's pixel or its neighbours. −1 where not even order 0 is wide enough.
 */
export function orderAround(reach: number): number {
  if (!(reach <= NARROWEST)) return -1;
  return reach > 0
    ? Math.min(NUMBER_ORDER, Math.floor(Math.log2(NARROWEST / reach)))
    : NUMBER_ORDER;
}

/** Where the eight lie: SW, W, NW, N, NE, E, SE, S, as steps in (x, y). */
const steps = [
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
] as const;

/**
 * The pixels around a nested pixel: south-west, west, north-west, north, north-east, east,
 * south-east, south. −1 where three faces meet and there is none. Orders 0 to 24. Throws
 * RangeError.
 */
export function neighbours(order: number, ipix: number): number[] {
  const nside = 2 ** order;
  const [face, x, y] = split(order, ipix);
  return steps.map(([dx, dy]) => across(order, nside, face, x + dx, y + dy));
}

/** The pixel at a cell that may lie one step outside its face. */
function across(order: number, nside: number, face: number, x: number, y: number): number {
  const end = nside - 1;
  const row = Math.floor(face / 4);
  const k = face % 4;
  const north = (column: number): number => column % 4;
  const middle = (column: number): number => 4 + (column % 4);
  const south = (column: number): number => 8 + (column % 4);
  const [left, right, below, above] = [x < 0, x > end, y < 0, y > end];

  if (right && above) {
    // Northern corner.
    if (row === 0) return nestedPixel(order, north(k + 2), end, end);
    return row === 1 ? -1 : nestedPixel(order, north(k), 0, 0);
  }
  if (left && below) {
    // Southern corner.
    if (row === 2) return nestedPixel(order, south(k + 2), 0, 0);
    return row === 1 ? -1 : nestedPixel(order, south(k), end, end);
  }
  // Eastern and western corners.
  if (right && below) return row === 1 ? nestedPixel(order, middle(k + 1), 0, end) : -1;
  if (left && above) return row === 1 ? nestedPixel(order, middle(k + 3), end, 0) : -1;

  if (right) {
    if (row === 0) return nestedPixel(order, north(k + 1), y, end);
    return nestedPixel(order, row === 1 ? north(k) : middle(k + 1), 0, y);
  }
  if (above) {
    if (row === 0) return nestedPixel(order, north(k + 3), end, x);
    return nestedPixel(order, row === 1 ? north(k + 3) : middle(k), x, 0);
  }
  if (below) {
    if (row === 2) return nestedPixel(order, south(k + 1), 0, x);
    return nestedPixel(order, row === 1 ? south(k) : middle(k + 1), x, end);
  }
  if (left) {
    if (row === 2) return nestedPixel(order, south(k + 3), y, 0);
    return nestedPixel(order, row === 1 ? south(k + 3) : middle(k), end, y);
  }
  return nestedPixel(order, face, x, y);
}
