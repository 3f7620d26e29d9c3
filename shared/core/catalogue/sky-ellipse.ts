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

/**
 * Ellipses of the image's pixels on the sky: at each place the WCS is taken for linear. `a`, `b` in
 * pixels, `theta` in radians from +x towards +y. NaN where the sky has no place.
 */
export function skyEllipses(
  wcs: Wcs,
  ellipses: {
    x: ArrayLike<number>;
    y: ArrayLike<number>;
    a: ArrayLike<number>;
    b: ArrayLike<number>;
    theta: ArrayLike<number>;
  },
): SkyEllipse[] {
  const n = ellipses.x.length;
  const shifted = (dx: number, dy: number) => {
    const x = Float64Array.from(ellipses.x, (value) => value + dx);
    const y = Float64Array.from(ellipses.y, (value) => value + dy);
    wcs.pixelsToIcrs(x, y, x, y);
    return (i: number) => lonLatToVector(x[i]!, y[i]!);
  };
  const [here, right, left] = [shifted(0, 0), shifted(STEP, 0), shifted(-STEP, 0)];
  const [up, down] = [shifted(0, STEP), shifted(0, -STEP)];
  return Array.from({ length: n }, (_, i) => {
    const [x, y, z] = here(i);
    const across = Math.hypot(x, y);
    const east = [-y / across, x / across, 0];
    const north = [(-z * x) / across, (-z * y) / across, across];
    const along = (axis: number[], to: number[], from: number[]) =>
      axis.reduce((sum, e, k) => sum + e * (to[k]! - from[k]!), 0) / (2 * STEP);
    const jacobian = [
      along(north, right(i), left(i)),
      along(north, up(i), down(i)),
      along(east, right(i), left(i)),
      along(east, up(i), down(i)),
    ] as const;
    return ellipseOf(jacobian, ellipses.a[i]!, ellipses.b[i]!, ellipses.theta[i]!);
  });
}

/**
 * The image of an ellipse under [north, east] = jacobian · [x, y]: eigenvectors of its second
 * moments.
 */
function ellipseOf(
  jacobian: readonly [number, number, number, number],
  a: number,
  b: number,
  theta: number,
): SkyEllipse {
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
