import { cosDegrees, DEGREES_PER_RADIAN, sinDegrees } from './angle.ts';

/**
 * A direction or a difference of directions: x to longitude 0 on the equator, z to the north pole.
 */
export type Vector = readonly [number, number, number];

/** The scalar product. */
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The vector product a × b. */
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** The difference a − b. */
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** The unit vector of the same direction. */
export const unit = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};

/** The sum of vectors, added up in their order. */
export function sumOf(vectors: Iterable<Vector>): Vector {
  let [x, y, z] = [0, 0, 0];
  for (const vector of vectors) {
    x += vector[0];
    y += vector[1];
    z += vector[2];
  }
  return [x, y, z];
}

/** The angle between unit vectors, radians: by the chord, which is exact for small angles too. */
export const separation = (a: Vector, b: Vector): number =>
  2 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));

/** The largest separation of unit vectors from one, radians; 0 for none. */
export const furthest = (from: Vector, vectors: readonly Vector[]): number =>
  vectors.reduce((most, vector) => Math.max(most, separation(from, vector)), 0);

/** The unit vector of a longitude and a latitude, degrees. */
export const lonLatToVector = (lon: number, lat: number): [number, number, number] => [
  cosDegrees(lat) * cosDegrees(lon),
  cosDegrees(lat) * sinDegrees(lon),
  sinDegrees(lat),
];

/** [lon, lat] of a vector of any length, degrees; the longitude in [0, 360). */
export function vectorToLonLat(x: number, y: number, z: number): [number, number] {
  const lon = Math.atan2(y, x) * DEGREES_PER_RADIAN;
  const positive = lon < 0 ? lon + 360 : lon;
  return [positive === 360 ? 0 : positive, Math.atan2(z, Math.hypot(x, y)) * DEGREES_PER_RADIAN];
}
