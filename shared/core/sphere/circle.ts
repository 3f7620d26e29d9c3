import type { Vector } from './vector.ts';

/** A circle on the sphere and all within it. */
export interface Circle {
  /** a unit vector */
  readonly centre: Vector;
  /** radians */
  readonly radius: number;
}

/** The circle that has every direction in it. */
export const wholeSphere: Circle = { centre: [0, 0, 1], radius: Math.PI };

/**
 * A region that reaches further from its centre than this, radians, has a border that a few of its
 * points say little about.
 */
export const WIDEST = Math.PI / 3;

/**
 * A border may stand out beyond the points of it that are known, by this much of their distance
 * from the centre.
 */
export const BULGE = 0.02;

/**
 * The radius of a circle that holds a region, of the distance of its border's furthest known point
 * from the centre; radians.
 */
export const radiusOfBorder = (reach: number): number =>
  reach * (1 + BULGE) * (reach < WIDEST ? 1 : 1.2);

/**
 * The circle around unit vectors (x, y and z of each), about their mean direction. Points all
 * around the sphere have none: the circle is then about the north pole.
 */
export function circleAround(x: Float64Array, y: Float64Array, z: Float64Array): Circle {
  let [sumX, sumY, sumZ] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    sumX += x[i]!;
    sumY += y[i]!;
    sumZ += z[i]!;
  }
  const length = Math.hypot(sumX, sumY, sumZ);
  const centre: Vector =
    length > 0.01 * x.length ? [sumX / length, sumY / length, sumZ / length] : wholeSphere.centre;
  let chord = 0;
  for (let i = 0; i < x.length; i++) {
    chord = Math.max(
      chord,
      (x[i]! - centre[0]) ** 2 + (y[i]! - centre[1]) ** 2 + (z[i]! - centre[2]) ** 2,
    );
  }
  return { centre, radius: 2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2)) };
}

/** Whether two circles meet. */
export function circlesMeet(a: Circle, b: Circle): boolean {
  const reach = a.radius + b.radius;
  if (reach >= Math.PI) return true;
  const chord =
    (a.centre[0] - b.centre[0]) ** 2 +
    (a.centre[1] - b.centre[1]) ** 2 +
    (a.centre[2] - b.centre[2]) ** 2;
  return chord <= 4 * Math.sin(reach / 2) ** 2;
}
