import { ARCSEC_PER_RADIAN, toDegrees } from '../sphere/angle.ts';
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

/** Ellipses in an image: semi-axes in pixels, angles in radians from +x towards +y. */
type PixelEllipses = Readonly<Record<'x' | 'y' | 'a' | 'b' | 'theta', ArrayLike<number>>>;

/** Half of the step over which the sky is taken for flat; pixels. */
const STEP = 0.5;

/**
 * How [north, east] on the sky, radians, go with [x, y], pixels, at some places: north = nx x + ny
 * y, east = ex x + ey y.
 */
export type SkyJacobians = Readonly<Record<'nx' | 'ny' | 'ex' | 'ey', Float64Array>>;

/** At each place of an image how the sky goes with its pixels. NaN where the sky has no place. */
export function skyJacobians(
  wcs: Wcs,
  places: { x: ArrayLike<number>; y: ArrayLike<number> },
): SkyJacobians {
  const { length } = places.x;
  const [px, py] = [Float64Array.from(places.x), Float64Array.from(places.y)];
  const vectorsAt = (dx: number, dy: number): Float64Array[] => {
    const vectors = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
    const [x, y] = [px.map((value) => value + dx), py.map((value) => value + dy)];
    wcs.pixelsToIcrsVectors(x, y, vectors[0]!, vectors[1]!, vectors[2]!);
    return vectors;
  };
  const [x, y, z] = vectorsAt(0, 0) as [Float64Array, Float64Array, Float64Array];
  const changes = (dx: number, dy: number): Float64Array[] => {
    const before = vectorsAt(-dx, -dy);
    return vectorsAt(dx, dy).map((to, axis) =>
      to.map((value, i) => (value - before[axis]![i]!) / (2 * STEP)),
    );
  };
  /** A vector's parts to the north and to the east of a place. */
  const parts = ([dx, dy, dz]: Float64Array[]) => {
    const [north, east] = [new Float64Array(length), new Float64Array(length)];
    for (let i = 0; i < length; i++) {
      const across = Math.sqrt(x[i]! ** 2 + y[i]! ** 2);
      const outwards = (x[i]! * dx![i]! + y[i]! * dy![i]!) / across;
      north[i] = across * dz![i]! - z[i]! * outwards;
      east[i] = (x[i]! * dy![i]! - y[i]! * dx![i]!) / across;
    }
    return { north, east };
  };
  const [ofX, ofY] = [parts(changes(STEP, 0)), parts(changes(0, STEP))];
  return { nx: ofX.north, ny: ofY.north, ex: ofX.east, ey: ofY.east };
}

/**
 * Ellipses of the image's pixels on the sky: at each place the WCS is taken for linear. NaN where
 * the sky has no place.
 */
export const skyEllipses = (wcs: Wcs, ellipses: PixelEllipses): SkyEllipse[] => {
  const jacobians = skyJacobians(wcs, ellipses);
  const { length } = ellipses.x;
  return Array.from({ length }, (_, i) => ellipseOf(jacobians, ellipses, i));
};

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
  const { nx, ny, ex, ey } = skyJacobians(wcs, { x, y });
  const along = (p: Float64Array, q: Float64Array): Float64Array =>
    p.map((ofX, i) => {
      const ofY = q[i]!;
      const variance = ofX * ofX * errx2[i]! + 2 * ofX * ofY * errxy[i]! + ofY * ofY * erry2[i]!;
      return ARCSEC_PER_RADIAN * Math.sqrt(Math.max(0, variance));
    });
  return { ra: along(ex, ey), dec: along(nx, ny) };
}

/**
 * The image of an ellipse under [north, east] = jacobian · [x, y]: eigenvectors of its second
 * moments.
 */
function ellipseOf(jacobians: SkyJacobians, ellipses: PixelEllipses, i: number): SkyEllipse {
  const [nx, ny] = [jacobians.nx[i]!, jacobians.ny[i]!];
  const [ex, ey] = [jacobians.ex[i]!, jacobians.ey[i]!];
  const [a, b, theta] = [ellipses.a[i]!, ellipses.b[i]!, ellipses.theta[i]!];
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
