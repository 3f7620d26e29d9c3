import { cosDegrees, sinDegrees } from './angle.ts';

/** A 3×3 matrix, row by row, that acts on column vectors. */
export type Matrix3 = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** The product a · b: b is applied first. */
export function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  const at = (i: number, j: number): number =>
    (a[3 * i] as number) * (b[j] as number) +
    (a[3 * i + 1] as number) * (b[3 + j] as number) +
    (a[3 * i + 2] as number) * (b[6 + j] as number);
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)];
}

/** The inverse of a rotation. */
export const transpose = (m: Matrix3): Matrix3 => [
  m[0],
  m[3],
  m[6],
  m[1],
  m[4],
  m[7],
  m[2],
  m[5],
  m[8],
];

/** Turn the axes about x by an angle in degrees (the R1, R2, R3 of the precession literature). */
export function turnX(angle: number): Matrix3 {
  const c = cosDegrees(angle);
  const s = sinDegrees(angle);
  return [1, 0, 0, 0, c, s, 0, -s, c];
}

/** Rotation about the y axis, degrees. */
export function turnY(angle: number): Matrix3 {
  const c = cosDegrees(angle);
  const s = sinDegrees(angle);
  return [c, 0, -s, 0, 1, 0, s, 0, c];
}

/** Rotation about the z axis, degrees. */
export function turnZ(angle: number): Matrix3 {
  const c = cosDegrees(angle);
  const s = sinDegrees(angle);
  return [c, s, 0, -s, c, 0, 0, 0, 1];
}
