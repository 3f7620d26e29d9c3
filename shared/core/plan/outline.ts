import {
  BULGE,
  type Circle,
  circleAround,
  circlesMeet,
  radiusOfBorder,
  WIDEST,
} from '../sphere/circle.ts';
import { cross, dot, furthest, unit, type Vector } from '../sphere/vector.ts';

/**
 * A convex region of the sky, for quick answers to whether two meet: a circle, and half-spaces n·p
 * ≥ d. All three hold the whole region, perhaps a little more.
 */
export interface Outline extends Circle {
  /** points around its border */
  readonly points: readonly Vector[];
  /** unit vectors n, and d */
  readonly sides: readonly { readonly normal: Vector; readonly least: number }[];
}

/** The eight points around a square of side 1, as `outlineOf` takes those of a region. */
export const squareBorder = [
  [0, 0],
  [0.5, 0],
  [1, 0],
  [1, 0.5],
  [1, 1],
  [0.5, 1],
  [0, 1],
  [0, 0.5],
] as const;

/**
 * The outline of a four-sided region from its centre and eight points around it: corner, middle of
 * the side, corner, and so on.
 */
export function outlineOf(centre: Vector, points: readonly Vector[]): Outline {
  const reach = furthest(centre, points);
  const sides =
    reach < WIDEST
      ? [0, 2, 4, 6].map((corner) => {
          const across = unit(cross(points[corner]!, points[(corner + 2) % 8]!));
          const normal: Vector =
            dot(across, centre) < 0 ? [-across[0], -across[1], -across[2]] : across;
          // What bends outwards between corner and corner does so again, by a quarter, between its
          // middle and them.
          const lowest = points.reduce((least, point) => Math.min(least, dot(normal, point)), 0);
          return { normal, least: 1.3 * lowest - BULGE * reach };
        })
      : [];
  return { centre, radius: radiusOfBorder(reach), points, sides };
}

/**
 * The outline of a region of any border from points all over it, no further than `margin` radians
 * from what they stand for: a circle.
 */
export function roundOutline(points: readonly Vector[], margin = 0): Outline {
  const [x, y, z] = ([0, 1, 2] as const).map((axis) =>
    Float64Array.from(points, (point) => point[axis]),
  ) as [Float64Array, Float64Array, Float64Array];
  const { centre, radius } = circleAround(x, y, z);
  return {
    centre,
    radius: Math.min(Math.PI, radius + margin),
    points: new Array(8).fill(centre),
    sides: [],
  };
}

/** Whether two regions may meet. Never false when they do. */
export function outlinesMeet(a: Outline, b: Outline): boolean {
  return circlesMeet(a, b) && !isApart(a, b) && !isApart(b, a);
}

/** Whether all of b lies outside one side of a. */
function isApart(a: Outline, b: Outline): boolean {
  if (b.sides.length === 0) return false;
  for (const { normal, least } of a.sides) {
    let highest = -1;
    for (const point of b.points) highest = Math.max(highest, dot(normal, point));
    // Between b's points its border may come nearer.
    if (highest + BULGE * b.radius < least) return true;
  }
  return false;
}
