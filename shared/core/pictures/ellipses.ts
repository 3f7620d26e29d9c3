import { ellipseDistance } from './ellipse-distance.ts';
import { reducedCoordinate } from './reduction.ts';
import type { Strip } from './strip.ts';

/**
 * Ellipses in pixels of the image: 0-based centres, semi-axes, theta in radians from +x towards +y
 * (as sep gives them).
 */
export interface DrawnEllipses {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  a: ArrayLike<number>;
  b: ArrayLike<number>;
  theta: ArrayLike<number>;
}

/** The red of sources in pictures, RGB. */
export const red = [255, 48, 40] as const;
const HALF_WIDTH = 0.75;
/**
 * beyond this distance from the line a pixel is untouched: half the line, half a pixel of
 * antialiasing
 */
const REACH = HALF_WIDTH + 0.5;
/** so that a source stays to be seen in a reduced picture; pixels of the picture */
const SMALLEST_AXIS = 1.5;

/**
 * Draws red antialiased lines, 1.5 pixels wide, into a strip of a picture that was reduced by
 * `factor` and has y up. Coverage falls linearly over one pixel with the distance to the ellipse.
 * Ellipses with a value that is not finite are not drawn.
 */
export function drawEllipses(strip: Strip, ellipses: DrawnEllipses, factor: number): void {
  const last = strip.top + strip.rows - 1;
  for (let i = 0; i < ellipses.x.length; i++) {
    const y = strip.height - 1 - reducedCoordinate(ellipses.y[i]!, factor);
    const a = Math.max(ellipses.a[i]! / factor, SMALLEST_AXIS);
    const b = Math.max(ellipses.b[i]! / factor, SMALLEST_AXIS);
    const size = Math.max(a, b) + REACH + 1;
    if (y + size < strip.top || y - size > last) continue;
    const x = reducedCoordinate(ellipses.x[i]!, factor);
    const theta = -ellipses.theta[i]!; // y is turned over
    if (Number.isFinite(x + y + a + b + theta)) drawEllipse(strip, { x, y, a, b, theta });
  }
}

/** An ellipse as it lies in a picture: rows from the top, theta from +x towards them. */
interface Ellipse {
  x: number;
  y: number;
  a: number;
  b: number;
  theta: number;
}

/**
 * Visits, row by row, only the pixels that can be within `reach` of the line, on its left and on
 * its right.
 */
function drawEllipse(strip: Strip, { x: x0, y: y0, a, b, theta }: Ellipse): void {
  const { pixels, width } = strip;
  const c = Math.cos(theta);
  const s = Math.sin(theta);
  // A x² + B x y + C y² = 1 about the origin
  const A = (c / a) ** 2 + (s / b) ** 2;
  const B = 2 * c * s * (1 / (a * a) - 1 / (b * b));
  const C = (s / a) ** 2 + (c / b) ** 2;
  const top = Math.sqrt(a * a * s * s + b * b * c * c);
  const side = Math.sqrt(a * a * c * c + b * b * s * s);
  const outer = (1 + REACH / Math.min(a, b)) ** 2; // |(p/a, q/b)| changes by at most 1/b a pixel
  const inner = Math.max(0, 1 - REACH / Math.min(a, b)) ** 2;
  const sideY = ((a * a - b * b) * c * s) / side; // height of the rightmost point
  const rootAt = (y: number) => Math.sqrt(Math.max(0, B * B * y * y - 4 * A * (C * y * y - 1)));
  const yEnd = Math.min(strip.top + strip.rows - 1, Math.floor(y0 + top + REACH));
  for (let y = Math.max(strip.top, Math.ceil(y0 - top - REACH)); y <= yEnd; y++) {
    const v = y - y0;
    const below = Math.max(v - REACH, -top);
    const above = Math.min(v + REACH, top);
    // where rows at these heights cross the ellipse
    const rootBelow = rootAt(below);
    const rootAbove = rootAt(above);
    const leftBelow = (-B * below - rootBelow) / (2 * A);
    const leftAbove = (-B * above - rootAbove) / (2 * A);
    const rightBelow = (-B * below + rootBelow) / (2 * A);
    const rightAbove = (-B * above + rootAbove) / (2 * A);
    // The ellipse is convex: its extreme x over these rows is at the rightmost (leftmost) point or
    // at an end.
    const right = below <= sideY && sideY <= above ? side : Math.max(rightBelow, rightAbove);
    const left = below <= -sideY && -sideY <= above ? -side : Math.min(leftBelow, leftAbove);
    const inside = Math.abs(v) + REACH < top;
    const innerLeft = inside ? Math.max(leftBelow, leftAbove) + REACH : 0;
    const innerRight = inside ? Math.min(rightBelow, rightAbove) - REACH : 0;
    const hollow = innerLeft < innerRight;
    const xEnd = Math.min(width - 1, Math.floor(x0 + right + REACH));
    const gapStart = hollow ? Math.ceil(x0 + innerLeft) : xEnd + 1;
    const gapEnd = hollow ? Math.floor(x0 + innerRight) : xEnd;
    const start = width * (y - strip.top);
    for (let x = Math.max(0, Math.ceil(x0 + left - REACH)); x <= xEnd; x++) {
      if (x >= gapStart && x <= gapEnd) x = gapEnd + 1;
      if (x < 0 || x > xEnd) continue;
      const u = x - x0;
      const p = Math.abs(u * c + v * s);
      const q = Math.abs(v * c - u * s);
      const level = (p / a) ** 2 + (q / b) ** 2;
      if (level > outer || level < inner) continue;
      const distance = ellipseDistance(p, q, a, b);
      if (distance < REACH)
        pixels[start + x] = blend(pixels[start + x]!, Math.min(1, REACH - distance));
    }
  }
}

/** A colour with so much of the line over it. */
function blend(under: number, alpha: number): number {
  const r = under & 255;
  const g = (under >> 8) & 255;
  const b = under >> 16;
  return (
    (r + (red[0] - r) * alpha + 0.5) |
    ((g + (red[1] - g) * alpha + 0.5) << 8) |
    ((b + (red[2] - b) * alpha + 0.5) << 16)
  );
}
