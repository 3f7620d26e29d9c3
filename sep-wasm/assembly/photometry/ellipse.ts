// The ellipse being measured, cxx dx^2 + cyy dy^2 + cxy dx dy = r^2, and the pixels around it.
import { height, width } from "./field";

export let cx: f64 = 0;
export let cy: f64 = 0;
export let cxx: f64 = 1;
export let cyy: f64 = 1;
export let cxy: f64 = 0;
/** the middle of a row at dy lies at cx + shear dy */
export let shear: f64 = 0;
/** its half width is sqrt((r^2 - flat dy^2) / cxx) */
export let flat: f64 = 1;
export let inverse: f64 = 1;
/** half a pixel's diagonal, in units of r */
export let margin: f64 = 0.7072;
export let semiMajor: f64 = 1;
export let semiMinor: f64 = 1;
export let cosine: f64 = 1;
export let sine: f64 = 0;
let reachX: f64 = 1;
let reachY: f64 = 1;

// the box of the pixels that the ellipse may touch, cut at the image: columns fromX <= i < toX
export let fromX: i32 = 0;
export let toX: i32 = 0;
export let fromY: i32 = 0;
export let toY: i32 = 0;
/** the box was cut */
export let cut: bool = false;

/** A circle; r is in pixels. */
export function setCircle(x: f64, y: f64): void {
  cx = x;
  cy = y;
  cxx = cyy = flat = inverse = reachX = reachY = semiMajor = semiMinor = cosine = 1;
  cxy = shear = sine = 0;
  margin = 0.7072;
}

/** An ellipse; r is in units of a and b, both > 0. theta in radians from +x towards +y. */
export function setEllipse(x: f64, y: f64, a: f64, b: f64, theta: f64): void {
  cx = x;
  cy = y;
  const cos = Math.cos(theta);
  const sin = Math.sin(theta);
  const a2 = a * a;
  const b2 = b * b;
  cxx = cos * cos / a2 + sin * sin / b2;
  cyy = sin * sin / a2 + cos * cos / b2;
  cxy = 2.0 * cos * sin * (1.0 / a2 - 1.0 / b2);
  shear = -0.5 * cxy / cxx;
  flat = 1.0 / (a2 * b2 * cxx);
  inverse = 1.0 / cxx;
  margin = 0.7072 / min(a, b);
  semiMajor = a;
  semiMinor = b;
  cosine = cos;
  sine = sin;
  reachX = Math.sqrt(a * a * cos * cos + b * b * sin * sin);
  reachY = Math.sqrt(a * a * sin * sin + b * b * cos * cos);
}

/** Cut a C integer conversion at the image without leaving int32. */
// @ts-ignore: decorator
@inline function pixelAt(position: f64, size: i32): i32 {
  return <i32>max(-1.0, min(<f64>size + 1, trunc(position)));
}

/**
 * The box for r. The roundings, and with them the place where the flag comes on, are SEP's (found
 * by trying).
 */
export function setBox(r: f64): void {
  const left = pixelAt(cx - reachX * r + 0.5, width);
  const right = pixelAt(cx + reachX * r + 1.4999999, width);
  const low = pixelAt(cy - reachY * r + 0.5, height);
  const high = pixelAt(cy + reachY * r + 1.4999999, height);
  cut = left < 0 || right > width || low < 0 || high > height;
  fromX = max(left, 0);
  toX = min(right, width);
  fromY = max(low, 0);
  toY = min(high, height);
}

/** Square of the distance in units of r, in SEP's order of operations, on which ties depend. */
// @ts-ignore: decorator
@inline export function distance2(dx: f64, dy: f64): f64 {
  return cxx * dx * dx + cyy * dy * dy + cxy * dx * dy;
}

// columns of the last `zone`
export let zoneFrom: i32 = 0;
export let zoneTo: i32 = 0;

/**
 * The columns of row j whose centres lie inside or on sqrt(r2), and in the box: zoneFrom <= i <
 * zoneTo.
 */
export function zone(j: i32, r2: f64): void {
  setZone(j, r2, true);
}

/** The same without those on it. */
export function insideZone(j: i32, r2: f64): void {
  setZone(j, r2, false);
}

// @ts-ignore: decorator
@inline function setZone(j: i32, r2: f64, rim: bool): void {
  const dy = <f64>j - cy;
  const square = (r2 - flat * dy * dy) * inverse;
  if (square >= 0) {
    const half = Math.sqrt(square);
    const middle = cx + shear * dy;
    zoneFrom = <i32>max(<f64>fromX, min(<f64>toX, inFrom(middle - half, dy, r2, rim)));
    zoneTo = <i32>max(<f64>zoneFrom, min(<f64>toX, inTo(middle + half, dy, r2, rim) + 1));
  } else {
    zoneFrom = zoneTo = fromX;
  }
}

/**
 * An end closer than this to a pixel's (or sub-pixel's) centre is decided by that centre itself.
 */
export const TIE: f64 = 1e-6;

// @ts-ignore: decorator
@inline function isIn(centre: f64, dy: f64, r2: f64, rim: bool): bool {
  const square = distance2(centre - cx, dy);
  return rim ? square <= r2 : square < r2;
}

// @ts-ignore: decorator
@inline function inFrom(position: f64, dy: f64, r2: f64, rim: bool): f64 {
  const centre = nearest(position);
  if (Math.abs(position - centre) >= TIE) return ceil(position);
  return isIn(centre, dy, r2, rim) ? centre : centre + 1;
}

// @ts-ignore: decorator
@inline function inTo(position: f64, dy: f64, r2: f64, rim: bool): f64 {
  const centre = nearest(position);
  if (Math.abs(position - centre) >= TIE) return floor(position);
  return isIn(centre, dy, r2, rim) ? centre : centre - 1;
}
