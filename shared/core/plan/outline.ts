export type Vector = readonly [number, number, number];

/**
 * A convex region of the sky, for quick answers to whether two meet: a circle, and half-spaces n·p ≥ d. All three hold the whole
 * region, perhaps a little more.
 */
export interface Outline {
  readonly centre: Vector;
  /** radians */
  readonly radius: number;
  /** points around its border */
  readonly points: readonly Vector[];
  /** unit vectors n, and d */
  readonly sides: readonly { readonly normal: Vector; readonly least: number }[];
}

/** Beyond this the half-spaces say nothing, and the circle alone counts. */
export const WIDEST = Math.PI / 3;

/** Of what lies between the points of a border, this much of the radius may stand out beyond the sides through them. */
const BULGE = 0.02;

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const unit = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};

/** Radians, exact for small angles too. */
export const angle = (a: Vector, b: Vector): number =>
  2 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));

/**
 * The outline of a four-sided region from its centre and eight points around it: corner, middle of the side, corner, and so on.
 */
export function outlineOf(centre: Vector, points: readonly Vector[]): Outline {
  const reach = points.reduce((most, point) => Math.max(most, angle(centre, point)), 0);
  const radius = reach * (1 + BULGE) * (reach < WIDEST ? 1 : 1.2);
  const sides =
    reach < WIDEST
      ? [0, 2, 4, 6].map((corner) => {
          const across = unit(cross(points[corner]!, points[(corner + 2) % 8]!));
          const normal: Vector = dot(across, centre) < 0 ? [-across[0], -across[1], -across[2]] : across;
          // What bends outwards between corner and corner does so again, by a quarter, between its middle and them.
          const lowest = points.reduce((least, point) => Math.min(least, dot(normal, point)), 0);
          return { normal, least: 1.3 * lowest - BULGE * reach };
        })
      : [];
  return { centre, radius, points, sides };
}

/** The circle around points on the sky, `margin` radians wider: all that its outline says of a region whose border may be anything. */
export function circleAround(points: readonly Vector[], margin = 0): Outline {
  const sum = [0, 1, 2].map((axis) => points.reduce((total, point) => total + point[axis]!, 0));
  // Points all around the sky have no middle.
  const hasMiddle = Math.hypot(...sum) > 0.01 * points.length;
  const centre = hasMiddle ? unit([sum[0]!, sum[1]!, sum[2]!]) : ([0, 0, 1] as const);
  const reach = points.reduce((most, point) => Math.max(most, angle(centre, point)), 0) + margin;
  return { centre, radius: Math.min(Math.PI, reach), points: new Array(8).fill(centre), sides: [] };
}

/** Whether two regions may meet. Never false when they do. */
export function outlinesMeet(a: Outline, b: Outline): boolean {
  return angle(a.centre, b.centre) <= a.radius + b.radius && !isApart(a, b) && !isApart(b, a);
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
