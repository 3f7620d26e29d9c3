/**
 * A spherical projection, between the projection plane and the native sphere (Calabretta & Greisen 2002, Paper II).
 *
 * Arrays in, arrays out, nothing allocated: one call converts `count` points.
 * Plane: (x, y) in radians. Sphere: (l, m, n) = (cosθ cosφ, cosθ sinφ, sinθ).
 * A point that has no counterpart gets NaN in all its outputs.
 */
export interface Projection {
  /** native latitude of the fiducial point, degrees; its longitude is 0 */
  readonly theta0: 0 | 90;
  /** Plane to sphere. Only the direction of (l, m, n) counts: its length need not be 1. */
  deproject(
    count: number,
    x: Float64Array,
    y: Float64Array,
    l: Float64Array,
    m: Float64Array,
    n: Float64Array,
  ): void;
  /** Sphere to plane. (l, m, n) must have length 1. */
  project(
    count: number,
    l: Float64Array,
    m: Float64Array,
    n: Float64Array,
    x: Float64Array,
    y: Float64Array,
  ): void;
}

/** A projection's parameters PVi_j of the latitude axis; undefined = absent. */
export type ProjectionParameters = (j: number) => number | undefined;

/** How far beyond the edge of a map rounding may carry a point that stands on it; radians. wcslib allows as much. */
export const EDGE = 1e-13;
