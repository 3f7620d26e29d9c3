/** π / 180 */
export const RADIANS_PER_DEGREE = Math.PI / 180;
/** 180 / π */
export const DEGREES_PER_RADIAN = 180 / Math.PI;
/** 3,600 */
export const ARCSEC_PER_DEGREE = 3600;
/** 206,265 */
export const ARCSEC_PER_RADIAN = (180 / Math.PI) * 3600;
/** 1 / 206,265 */
export const RADIANS_PER_ARCSEC = Math.PI / 648_000;

/** Degrees as radians. */
export const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;
/** Radians as degrees. */
export const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

/** sin of degrees, exact at multiples of 90°: poles and equators stay where they are. */
export function sinDegrees(angle: number): number {
  const turn = angle % 360;
  if (turn % 90 === 0) return [0, 1, 0, -1][(turn / 90 + 4) % 4] as number;
  return Math.sin(turn * RADIANS_PER_DEGREE);
}

/** cos of degrees, exact at multiples of 90°. */
export function cosDegrees(angle: number): number {
  const turn = angle % 360;
  if (turn % 90 === 0) return [1, 0, -1, 0][(turn / 90 + 4) % 4] as number;
  return Math.cos(turn * RADIANS_PER_DEGREE);
}
