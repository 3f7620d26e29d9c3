/**
 * Points in two places: (x, y) on the projection plane, radians, and (l, m, n) = (cosθ cosφ, cosθ
 * sinφ, sinθ) on the native sphere.
 */
export interface ProjectionPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly l: Float64Array;
  readonly m: Float64Array;
  readonly n: Float64Array;
}

/**
 * A spherical projection, between the projection plane and the native sphere (Calabretta & Greisen
 * 2002, Paper II).
 *
 * One call converts the first `count` points in place; nothing is allocated. A point that has no
 * counterpart gets NaN in all its outputs.
 */
export interface Projection {
  /** native latitude of the fiducial point, degrees; its longitude is 0 */
  readonly theta0: number;
  /** Plane to sphere. Only the direction of (l, m, n) counts: its length need not be 1. */
  deproject(count: number, points: ProjectionPoints): void;
  /** Sphere to plane. (l, m, n) must have length 1. */
  project(count: number, points: ProjectionPoints): void;
}

/** A projection's parameters PVi_j of the latitude axis; undefined = absent. */
export type ProjectionParameters = (j: number) => number | undefined;

/**
 * How far beyond the edge of a map rounding may carry a point that stands on it; radians. wcslib
 * allows as much.
 */
export const EDGE = 1e-13;
