import { ARCSEC_PER_RADIAN, toDegrees } from '../sphere/angle.ts';
import { lonLatToVector } from '../sphere/vector.ts';
import type { Wcs } from '../wcs/wcs.ts';

/**
 * An ellipse on the sky: semi-axes in arcsec, the position angle of the major axis in degrees from
 * north towards east.
 */
export interface SkyEllipse {
  a: number;
  b: number;
  angle: number;
}

/** Half of the step over which the sky is taken for flat; pixels. */
const STEP = 0.5;

/** How [north, east] on the sky, radians, go with [x, y], pixels: row by row. */
export type SkyJacobian = readonly [nx: number, ny: number, ex: number, ey: number];

/** At each place of an image how the sky goes with its pixels. NaN where the sky has no place. */
export function skyJacobians(
  wcs: Wcs,
  places: { x: ArrayLike<number>; y: ArrayLike<number> },
): SkyJacobian[] {
  const shifted = (dx: number, dy: number) => {
    const x = Float64Array.from(places.x, (value) => value + dx);
    const y = Float64Array.from(places.y, (value) => value + dy);
    wcs.pixelsToIcrs(x, y, x, y);
    return (i: number) => lonLatToVector(x[i]!, y[i]!);
  };
  const [here, right, left] = [shifted(0, 0), shifted(STEP, 0), shifted(-STEP, 0)];
  const [up, down] = [shifted(0, STEP), shifted(0, -STEP)];
  return Array.from({ length: places.x.length }, (_, i) => {
    const [x, y, z] = here(i);
    const across = Math.hypot(x, y);
    const east = [-y / across, x / across, 0];
    const north = [(-z * x) / across, (-z * y) / across, across];
    const along = (axis: number[], to: number[], from: number[]) =>
      axis.reduce((sum, e, k) => sum + e * (to[k]! - from[k]!), 0) / (2 * STEP);
    return [
      along(north, right(i), left(i)),
      along(north, up(i), down(i)),
      along(east, right(i), left(i)),
      along(east, up(i), down(i)),
    ];
  });
}

/**
 * Ellipses of the image's pixels on the sky: at each place the WCS is taken for linear. `a`, `b` in
 * pixels, `theta` in radians from +x towards +y. NaN where the sky has no place.
 */
export const skyEllipses = (
  wcs: Wcs,
  ellipses: {
    x: ArrayLike<number>;
    y: ArrayLike<number>;
    a: ArrayLike<number>;
    b: ArrayLike<number>;
    theta: ArrayLike<number>;
  },
): SkyEllipse[] =>
  skyJacobians(wcs, ellipses).map((jacobian, i) =>
    ellipseOf(jacobian, ellipses.a[i]!, ellipses.b[i]!, ellipses.theta[i]!),
  );

/**
 * Errors of positions along right ascension (an angle on the sky, with cos dec) and declination,
 * arcsec, of the covariance of positions in pixels.
 */
export function skyErrors(
  wcs: Wcs,
  {
    x,
    y,
    errx2,
    erry2,
    errxy,
  }: Readonly<Record<'x' | 'y' | 'errx2' | 'erry2' | 'errxy', ArrayLike<number>>>,
): { ra: Float64Array; dec: Float64Array } {
  const jacobians = skyJacobians(wcs, { x, y });
  const along = (i: number, p: number, q: number): number =>
    ARCSEC_PER_RADIAN *
    Math.sqrt(Math.max(0, p * p * errx2[i]! + 2 * p * q * errxy[i]! + q * q * erry2[i]!));
  return {
    ra: Float64Array.from(jacobians, ([, , ex, ey], i) => along(i, ex, ey)),
    dec: Float64Array.from(jacobians, ([nx, ny], i) => along(i, nx, ny)),
  };
}

/**
 * The image of an ellipse under [north, east] = jacobian · [x, y]: eigenvectors of its second
 * moments.
 */
function ellipseOf(jacobian: SkyJacobian, a: number, b: number, theta: number): SkyEllipse {
  const [nx, ny, ex, ey] = jacobian;
  const [c, s] = [Math.cos(theta), Math.sin(theta)];
  const [n1, e1] = [a * (nx * c + ny * s), a * (ex * c + ey * s)];
  const [n2, e2] = [b * (ny * c - nx * s), b * (ey * c - ex * s)];
  const [nn, ee, ne] = [n1 * n1 + n2 * n2, e1 * e1 + e2 * e2, n1 * e1 + n2 * e2];
  const mean = (nn + ee) / 2;
  const spread = Math.hypot((nn - ee) / 2, ne);
  const degrees = toDegrees(Math.atan2(2 * ne, nn - ee) / 2);
  return {
    a: ARCSEC_PER_RADIAN * Math.sqrt(mean + spread),
    b: ARCSEC_PER_RADIAN * Math.sqrt(Math.max(0, mean - spread)),
    angle: (degrees + 180) % 180,
  };
}
