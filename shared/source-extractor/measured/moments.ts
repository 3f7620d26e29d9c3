import type { Jacobians } from './world.ts';

/** Second moments of sources, in square pixels or square degrees. */
export interface Moments {
  x2: ArrayLike<number>;
  y2: ArrayLike<number>;
  xy: ArrayLike<number>;
}

/**
 * Moments on the sky. The product of x and y counts once, where a rotation would have it twice: so
 * has SExtractor (found by fitting its columns), whose numbers these are.
 */
export function momentsOnSky({ x2, y2, xy }: Moments, { xx, xy: dxy, yx, yy }: Jacobians): Moments {
  const rows = xx.map((_, row) => row);
  return {
    x2: rows.map((r) => xx[r]! ** 2 * x2[r]! + dxy[r]! ** 2 * y2[r]! + xx[r]! * dxy[r]! * xy[r]!),
    y2: rows.map((r) => yx[r]! ** 2 * x2[r]! + yy[r]! ** 2 * y2[r]! + yx[r]! * yy[r]! * xy[r]!),
    xy: rows.map(
      (r) =>
        xx[r]! * yx[r]! * x2[r]! +
        dxy[r]! * yy[r]! * y2[r]! +
        (xx[r]! * yy[r]! + dxy[r]! * yx[r]!) * xy[r]!,
    ),
  };
}

/** An array of a row's values; a loop, which iterators are several times slower than. */
function filled(rows: number, value: (row: number) => number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = value(row);
  return values;
}

/** The ellipse of moments. */
export interface Ellipse {
  a: Float64Array;
  b: Float64Array;
  /** degrees from x towards y, -90 to 90 */
  theta: Float64Array;
  /** cxx dx^2 + cyy dy^2 + cxy dx dy = 1 */
  cxx: Float64Array;
  cyy: Float64Array;
  cxy: Float64Array;
}

/** `least`: what the determinant counts as at least, behind cxx, cyy and cxy. */
export function ellipseOf({ x2, y2, xy }: Moments, least = 0): Ellipse {
  const column = (value: (x2: number, y2: number, xy: number) => number) =>
    filled(x2.length, (row) => value(x2[row]!, y2[row]!, xy[row]!));
  const half = column((p, q, r) => Math.sqrt(((p - q) / 2) ** 2 + r * r));
  const determinant = column((p, q, r) => Math.max(p * q - r * r, least));
  return {
    a: column((p, q) => (p + q) / 2).map((mean, row) => Math.sqrt(Math.max(0, mean + half[row]!))),
    b: column((p, q) => (p + q) / 2).map((mean, row) => Math.sqrt(Math.max(0, mean - half[row]!))),
    // of a circle 45, as SExtractor has it
    theta: column((p, q, r) =>
      p === q && r === 0 ? 45 : (Math.atan2(2 * r, p - q) * 90) / Math.PI,
    ),
    cxx: column((_, q) => q).map((value, row) => value / determinant[row]!),
    cyy: column((p) => p).map((value, row) => value / determinant[row]!),
    cxy: column((_, __, r) => -2 * r).map((value, row) => value / determinant[row]!),
  };
}

/**
 * SExtractor's least determinant of moments in square degrees: its CXX_WORLD are Y2_WORLD by this
 * for all but huge pixels.
 */
export const MIN_ON_SKY = 1e-6;

/** An angle of an axis, -90 to 90. */
export const axisAngle = (degrees: number): number => degrees - 180 * Math.round(degrees / 180);
