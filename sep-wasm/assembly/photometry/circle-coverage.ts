// `coverage` for circles that the image does not cut, with at most 16 sub-rows in a pixel: their runs' ends stay within
// the box by themselves and fit 16 bits, and all sub-rows of a row of pixels lie in two registers.
import {
  begins, ends, fullTo, length, lowHalves, offset, pad, ROUND, scale, setRow, settle, subpix,
} from "./coverage";
import { cut, cx, cy, fromX, TIE, toX } from "./ellipse";

let begin0: v128 = i16x8.splat(0);
let begin1: v128 = i16x8.splat(0);
let end0: v128 = i16x8.splat(0);
let end1: v128 = i16x8.splat(0);
/** all bits set in the lanes that are sub-rows */
let kept0: v128 = i16x8.splat(0);
let kept1: v128 = i16x8.splat(0);
/** the row has no column wholly inside */
let isHollow: bool = true;

/** To be called after `beginCoverage`. */
export function beginCircles(): void {
  const lanes = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  kept0 = i16x8.lt_s(lanes, i16x8.splat(<i16>subpix));
  kept1 = i16x8.lt_s(i16x8.add(lanes, i16x8.splat(8)), i16x8.splat(<i16>subpix));
}

/** Whether `findCircleRow` can be used instead of `findRow` for the circle and box that are set. */
export function isEasyCircle(): bool {
  return !cut && subpix <= 16 && (toX - fromX) * subpix < 32000;
}

/** As `findRow`, to the last sub-pixel: what it leaves out multiplies by 1, adds 0 or cuts where nothing is. */
export function findCircleRow(j: i32, r2: f64): void {
  const s = f64x2.splat(<f64>subpix);
  const middle = f64x2.splat((cx + 0.5) * <f64>subpix - 0.5);
  const square = f64x2.splat(r2);
  const round = f64x2.splat(ROUND);
  const zero = f64x2.splat(0);
  const four = f64x2.splat(4 * scale);
  const top = <f64>j - cy + offset;
  let dy0 = f64x2(top, top + scale);
  let dy2 = f64x2(top + 2 * scale, top + 3 * scale);
  let closest = f64x2.splat(1);
  for (let k: usize = 0; k < length; k += 16) {
    const reach0 = f64x2.mul(f64x2.sqrt(f64x2.pmax(zero, f64x2.sub(square, f64x2.mul(dy0, dy0)))), s);
    const reach2 = f64x2.mul(f64x2.sqrt(f64x2.pmax(zero, f64x2.sub(square, f64x2.mul(dy2, dy2)))), s);
    const from0 = f64x2.sub(middle, reach0);
    const from2 = f64x2.sub(middle, reach2);
    const to0 = f64x2.add(middle, reach0);
    const to2 = f64x2.add(middle, reach2);
    const roundFrom0 = f64x2.add(from0, round);
    const roundFrom2 = f64x2.add(from2, round);
    const roundTo0 = f64x2.add(to0, round);
    const roundTo2 = f64x2.add(to2, round);
    const offFrom0 = f64x2.sub(from0, f64x2.sub(roundFrom0, round));
    const offFrom2 = f64x2.sub(from2, f64x2.sub(roundFrom2, round));
    const offTo0 = f64x2.sub(to0, f64x2.sub(roundTo0, round));
    const offTo2 = f64x2.sub(to2, f64x2.sub(roundTo2, round));
    v128.store(begins + k, lowHalves(
      i64x2.sub(roundFrom0, f64x2.ge(offFrom0, zero)), i64x2.sub(roundFrom2, f64x2.ge(offFrom2, zero))));
    v128.store(ends + k, lowHalves(
      i64x2.sub(roundTo0, f64x2.ge(offTo0, zero)), i64x2.sub(roundTo2, f64x2.ge(offTo2, zero))));
    closest = f64x2.pmin(closest, f64x2.pmin(
      f64x2.pmin(f64x2.abs(offFrom0), f64x2.abs(offFrom2)), f64x2.pmin(f64x2.abs(offTo0), f64x2.abs(offTo2))));
    dy0 = f64x2.add(dy0, four);
    dy2 = f64x2.add(dy2, four);
  }
  if (v128.any_true(f64x2.lt(closest, f64x2.splat(TIE)))) {
    for (let k = 0; k < subpix; k += 4) settle(j, k, r2, false);
  }
  pad(length - 16);
  const from = i32x4.splat(fromX * subpix);
  begin0 = pair(begins, 0, from);
  begin1 = pair(begins, 32, from);
  end0 = pair(ends, 0, from);
  end1 = pair(ends, 32, from);
  // low lanes: begins, high lanes: ends
  const least = halves(i16x8.min_s(begin0, begin1), i16x8.min_s(end0, end1), true);
  const most = halves(
    i16x8.max_s(v128.and(begin0, kept0), v128.and(begin1, kept1)),
    i16x8.max_s(v128.and(end0, kept0), v128.and(end1, kept1)), false);
  const wholeFrom = pixelOf(i16x8.extract_lane_s(most, 0) + subpix - 1);
  const wholeTo = pixelOf(i16x8.extract_lane_s(least, 4));
  const to = pixelOf(i16x8.extract_lane_s(most, 4) + subpix - 1);
  isHollow = wholeFrom >= wholeTo;
  setRow(pixelOf(i16x8.extract_lane_s(least, 0)), to, isHollow ? to : wholeFrom, isHollow ? to : wholeTo);
}

/** The column of a sub-pixel that counts from the box's first. */
// @ts-ignore: decorator
@inline function pixelOf(m: i32): i32 {
  return fromX + <i32>((<f64>m + 0.5) * scale);
}

/** Eight ends, from the box's first sub-pixel on; those past the sub-rows are 32767. */
// @ts-ignore: decorator
@inline function pair(at: usize, offset: usize, from: v128): v128 {
  return i16x8.narrow_i32x4_s(
    <usize>offset < length ? i32x4.sub(v128.load(at + offset), from) : i32x4.splat(i32.MAX_VALUE),
    <usize>offset + 16 < length ? i32x4.sub(v128.load(at + offset, 16), from) : i32x4.splat(i32.MAX_VALUE));
}

/** The least (or greatest) lane of `a` in lanes 0 to 3 and that of `b` in lanes 4 to 7. */
// @ts-ignore: decorator
@inline function halves(a: v128, b: v128, least: bool): v128 {
  const low = i64x2.shuffle(a, b, 0, 2);
  const high = i64x2.shuffle(a, b, 1, 3);
  let v = least ? i16x8.min_s(low, high) : i16x8.max_s(low, high);
  const w = i16x8.shuffle(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
  v = least ? i16x8.min_s(v, w) : i16x8.max_s(v, w);
  const u = i16x8.shuffle(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
  return least ? i16x8.min_s(v, u) : i16x8.max_s(v, u);
}

/** Sum over the sixteen lanes of the sub-pixels of a column that lie before each end. */
// @ts-ignore: decorator
@inline function before(ends0: v128, ends1: v128, base: v128, whole: v128): i32 {
  const zero = i16x8.splat(0);
  const sum = i16x8.add(
    i16x8.min_s(whole, i16x8.max_s(zero, i16x8.sub(ends0, base))),
    i16x8.min_s(whole, i16x8.max_s(zero, i16x8.sub(ends1, base))));
  const fours = i32x4.dot_i16x8_s(sum, i16x8.splat(1));
  const twos = i32x4.add(fours, i32x4.shuffle(fours, fours, 2, 3, 0, 1));
  return i32x4.extract_lane(twos, 0) + i32x4.extract_lane(twos, 1);
}

/** As `countAt`, of the last `findCircleRow`. */
// @ts-ignore: decorator
@inline export function circleCountAt(i: i32): f64 {
  const base = i16x8.splat(<i16>((i - fromX) * subpix));
  const whole = i16x8.splat(<i16>subpix);
  // with whole pixels between them the rims are apart: left of those every run ends behind the column, right of those
  // every run begins before it
  if (isHollow) return <f64>(before(end0, end1, base, whole) - before(begin0, begin1, base, whole));
  if (i < fullTo) return <f64>(16 * subpix - before(begin0, begin1, base, whole));
  return <f64>(before(end0, end1, base, whole) - (16 - subpix) * subpix);
}
