// The pixels of a small ellipse that the image does not cut: every pixel of its box is tested, two
// by two. Rows whose ends nobody can foresee cost more than the corners of the box.
import { scratchBytes } from "../memory";
import { cut, cx, cxx, cxy, cyy, fromX, toX } from "./ellipse";
import { width } from "./field";

/** Columns of a small ellipse's box. */
// @ts-ignore: decorator
@inline const MOST: i32 = 32;

/** float64 per column of the box: cxx dx^2, and cxy dx */
let columns: usize = 0;
// @ts-ignore: decorator
@inline const SHEAR: usize = <usize>(MOST + 4) << 3;

// the row that is set
let ofRow: v128 = f64x2.splat(0);
let across: v128 = f64x2.splat(0);

/** To be called inside a scratch scope, once. */
export function reserveSmallEllipses(): void {
  columns = scratchBytes(<u64>SHEAR * 2);
}

/** Whether the ellipse and the box that are set are small; blocks of four pixels stay in a row. */
export function isSmallEllipse(): bool {
  return !cut && toX - fromX <= MOST && toX + 3 <= width;
}

/** To be called before its rows. */
export function beginSmallEllipse(): void {
  const twice = f64x2.splat(2);
  let dx = f64x2(<f64>fromX - cx, <f64>(fromX + 1) - cx);
  const end = columns + (<usize>(toX + 3 - fromX) << 3);
  for (let at = columns; at < end; at += 16) {
    v128.store(at, f64x2.mul(f64x2.mul(f64x2.splat(cxx), dx), dx));
    v128.store(at, f64x2.mul(f64x2.splat(cxy), dx), SHEAR);
    dx = f64x2.add(dx, twice);
  }
}

/** The row `dy` above the centre. */
// @ts-ignore: decorator
@inline export function setSmallRow(dy: f64): void {
  ofRow = f64x2.splat(cyy * dy * dy);
  across = f64x2.splat(dy);
}

/** Squares of the distances of columns i and i + 1, by `distance2`'s order of operations. */
// @ts-ignore: decorator
@inline export function smallSquares(i: i32): v128 {
  const at = columns + (<usize>(i - fromX) << 3);
  return f64x2.add(f64x2.add(v128.load(at), ofRow), f64x2.mul(v128.load(at, SHEAR), across));
}
