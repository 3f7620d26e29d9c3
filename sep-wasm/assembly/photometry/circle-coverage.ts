// `coverage` for circles that the image does not cut, with at most 16 sub-rows in a pixel: their
// runs' ends stay within
// the box by themselves and fit 16 bits, and all sub-rows of a row of pixels lie in two registers.
import {
  begins, ends, findRow, first, fullFrom, fullTo, last, length, offset, scale, setRow, subpix,
} from "./coverage";
import { scratchBytes } from "../memory";
import { before, halves, offWhole, wholeAbove } from "./lanes";
import { cut, cx, cy, fromX, fromY, toX, toY } from "./ellipse";

let begin0: v128 = i16x8.splat(0);
let begin1: v128 = i16x8.splat(0);
let end0: v128 = i16x8.splat(0);
let end1: v128 = i16x8.splat(0);
/** all bits set in the lanes that are sub-rows */
let kept0: v128 = i16x8.splat(0);
let kept1: v128 = i16x8.splat(0);
/** the row has no column wholly inside */
let isHollow: bool = true;
/** what was found of each row of the box: its ends, and those of its sub-rows; ROW bytes a row */
let rows: usize = 0;
// @ts-ignore: decorator
@inline const ROW: usize = 80;
/** Columns and rows of an easy circle's box, in sub-pixels. */
// @ts-ignore: decorator
@inline const MOST: i32 = 2000;
/** m times this over 2^16 is m over the number of sub-pixels, rounded down, for m below 4000 */
let perPixel: i32 = 0;

/** To be called inside a scratch scope, once. */
export function reserveCircles(): void {
  rows = scratchBytes(<u64>(MOST + 2) * ROW);
}

/** To be called after `beginCoverage` and `setSubpix`. */
export function beginCircles(): void {
  perPixel = (0xffff + subpix) / subpix;
  const lanes = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  kept0 = i16x8.lt_s(lanes, i16x8.splat(<i16>subpix));
  kept1 = i16x8.lt_s(i16x8.add(lanes, i16x8.splat(8)), i16x8.splat(<i16>subpix));
}

/** Whether `findCircle` can be used instead of `findRow` for the circle and box that are set. */
export function isEasyCircle(): bool {
  return !cut && subpix <= 16 && (toX - fromX) * subpix < MOST;
}

/**
 * Ends nearer to a sub-pixel's centre than this are found in float64. In float32 positions below
 * 2000 sub-pixels are off by not much more than half of it: by 6e-5 each where the middle, and the
 * sum with the reach, are rounded, and by 1.5e-4 in the reach of at most 1000 (the square below its
 * root is reckoned in float64).
 */
// @ts-ignore: decorator
@inline const CLOSE: f32 = 0.0005;

/** How near either end of each sub-row is to a whole number. */
// @ts-ignore: decorator
@inline function nearness(middle: v128, reach: v128): v128 {
  return f32x4.pmin(
    f32x4.abs(offWhole(f32x4.sub(middle, reach))), f32x4.abs(offWhole(f32x4.add(middle, reach))));
}

/** Half the width of four sub-rows, in sub-pixels. */
// @ts-ignore: decorator
@inline function reachAt(dy0: v128, dy2: v128, square: v128): v128 {
  const low = f32x4.demote_f64x2_zero(f64x2.sub(square, f64x2.mul(dy0, dy0)));
  const high = f32x4.demote_f64x2_zero(f64x2.sub(square, f64x2.mul(dy2, dy2)));
  const both = f32x4.pmax(f32x4.splat(0), i64x2.shuffle(low, high, 0, 2));
  return f32x4.mul(f32x4.sqrt(both), f32x4.splat(<f32>subpix));
}

/**
 * As `findRow`, to the last sub-pixel, of all rows of the box: `takeCircleRow` then sets one of
 * them. What is found of a row is long under way before it is needed.
 */
export function findCircle(r2: f64): void {
  let at = rows;
  for (let j = fromY; j < toY; j++, at += ROW) {
    findCircleRow(j, r2);
    v128.store(at, i32x4(first, last, fullFrom, fullTo));
    v128.store(at, begin0, 16);
    v128.store(at, begin1, 32);
    v128.store(at, end0, 48);
    v128.store(at, end1, 64);
  }
}

/** Sets what `findCircle` found of row j. */
// @ts-ignore: decorator
@inline export function takeCircleRow(j: i32): void {
  const at = rows + <usize>(j - fromY) * ROW;
  setRow(load<i32>(at), load<i32>(at, 4), load<i32>(at, 8), load<i32>(at, 12));
  begin0 = v128.load(at, 16);
  begin1 = v128.load(at, 32);
  end0 = v128.load(at, 48);
  end1 = v128.load(at, 64);
  isHollow = fullFrom == last;
}

function findCircleRow(j: i32, r2: f64): void {
  const square = f64x2.splat(r2);
  const middle = f32x4.splat(<f32>((cx + 0.5) * <f64>subpix - 0.5 - <f64>(fromX * subpix)));
  const four = f64x2.splat(4 * scale);
  const beyond = i32x4.splat(i32.MAX_VALUE);
  const below = <f64>j - cy + offset;
  const above = below + <f64>(subpix - 1) * scale;
  // of rows on either side of the centre the sub-row nearest to it comes first
  const isAside = below >= 0 || above <= 0;
  const top = above <= 0 ? -above : below;
  let dy0 = f64x2(top, top + scale);
  let dy2 = f64x2(top + 2 * scale, top + 3 * scale);
  let a1 = beyond, a2 = beyond, a3 = beyond;
  let b1 = beyond, b2 = beyond, b3 = beyond;
  let reach = reachAt(dy0, dy2, square);
  const a0 = wholeAbove(f32x4.sub(middle, reach));
  const b0 = wholeAbove(f32x4.add(middle, reach));
  let closest = nearness(middle, reach);
  if (length > 16) {
    dy0 = f64x2.add(dy0, four);
    dy2 = f64x2.add(dy2, four);
    reach = reachAt(dy0, dy2, square);
    a1 = wholeAbove(f32x4.sub(middle, reach));
    b1 = wholeAbove(f32x4.add(middle, reach));
    closest = f32x4.pmin(closest, nearness(middle, reach));
  }
  if (length > 32) {
    dy0 = f64x2.add(dy0, four);
    dy2 = f64x2.add(dy2, four);
    reach = reachAt(dy0, dy2, square);
    a2 = wholeAbove(f32x4.sub(middle, reach));
    b2 = wholeAbove(f32x4.add(middle, reach));
    closest = f32x4.pmin(closest, nearness(middle, reach));
  }
  if (length > 48) {
    dy0 = f64x2.add(dy0, four);
    dy2 = f64x2.add(dy2, four);
    reach = reachAt(dy0, dy2, square);
    a3 = wholeAbove(f32x4.sub(middle, reach));
    b3 = wholeAbove(f32x4.add(middle, reach));
    closest = f32x4.pmin(closest, nearness(middle, reach));
  }
  if (v128.any_true(f32x4.lt(closest, f32x4.splat(CLOSE)))) {
    findExactRow(j, r2);
    return;
  }
  // lanes that are no sub-rows lie beyond every column
  begin0 = v128.bitselect(i16x8.narrow_i32x4_s(a0, a1), i16x8.splat(i16.MAX_VALUE), kept0);
  begin1 = v128.bitselect(i16x8.narrow_i32x4_s(a2, a3), i16x8.splat(i16.MAX_VALUE), kept1);
  end0 = v128.bitselect(i16x8.narrow_i32x4_s(b0, b1), i16x8.splat(i16.MAX_VALUE), kept0);
  end1 = v128.bitselect(i16x8.narrow_i32x4_s(b2, b3), i16x8.splat(i16.MAX_VALUE), kept1);
  if (isAside) setAsideRow(a0, b0, lastOf(a0, a1, a2, a3), lastOf(b0, b1, b2, b3));
  else setMiddleRow();
}

/** The row as `findRow` finds it. */
function findExactRow(j: i32, r2: f64): void {
  findRow(j, r2, false);
  const origin = i32x4.splat(fromX * subpix);
  begin0 = pair(begins, 0, origin);
  begin1 = pair(begins, 32, origin);
  end0 = pair(ends, 0, origin);
  end1 = pair(ends, 32, origin);
  isHollow = fullFrom == last;
}

/** The one of four that holds the last sub-row. */
// @ts-ignore: decorator
@inline function lastOf(v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  if (length > 32) return length > 48 ? v3 : v2;
  return length > 16 ? v1 : v0;
}

/**
 * What a row beside the centre covers: its first sub-row reaches farthest, its last one least.
 */
// @ts-ignore: decorator
@inline function setAsideRow(firstBegin: v128, firstEnd: v128, lastBegin: v128, lastEnd: v128): void {
  const lane = <usize>((subpix - 1) & 3) << 2;
  v128.store(begins, lastBegin);
  v128.store(ends, lastEnd);
  setEnds(
    i32x4.extract_lane(firstBegin, 0), i32x4.extract_lane(firstEnd, 0),
    load<i32>(begins + lane), load<i32>(ends + lane));
}

/** What the row covers, of its least and greatest begins and ends. */
// @ts-ignore: decorator
@inline function setEnds(leastBegin: i32, mostEnd: i32, mostBegin: i32, leastEnd: i32): void {
  const wholeFrom = pixelOf(mostBegin + subpix - 1);
  const wholeTo = pixelOf(leastEnd);
  const end = pixelOf(mostEnd + subpix - 1);
  isHollow = wholeFrom >= wholeTo;
  setRow(pixelOf(leastBegin), end, isHollow ? end : wholeFrom, isHollow ? end : wholeTo);
}

/** What the row with the centre covers, of its sub-rows' begins and ends. */
// @ts-ignore: decorator
@inline function setMiddleRow(): void {
  // low lanes: begins, high lanes: ends
  const least = halves(i16x8.min_s(begin0, begin1), i16x8.min_s(end0, end1), true);
  const most = halves(
    i16x8.max_s(v128.and(begin0, kept0), v128.and(begin1, kept1)),
    i16x8.max_s(v128.and(end0, kept0), v128.and(end1, kept1)), false);
  setEnds(
    i16x8.extract_lane_s(least, 0), i16x8.extract_lane_s(most, 4),
    i16x8.extract_lane_s(most, 0), i16x8.extract_lane_s(least, 4));
}

/** The column of a sub-pixel that counts from the box's first; of one before it, the first. */
// @ts-ignore: decorator
@inline function pixelOf(m: i32): i32 {
  return fromX + ((max(m, 0) * perPixel) >> 16);
}

/** Eight ends, from the box's first sub-pixel on; those past the sub-rows are 32767. */
// @ts-ignore: decorator
@inline function pair(at: usize, offset: usize, from: v128): v128 {
  return i16x8.narrow_i32x4_s(
    <usize>offset < length ? i32x4.sub(v128.load(at + offset), from) : i32x4.splat(i32.MAX_VALUE),
    <usize>offset + 16 < length ? i32x4.sub(v128.load(at + offset, 16), from) : i32x4.splat(i32.MAX_VALUE));
}

/** As `countAt`, of the last `takeCircleRow`. */
// @ts-ignore: decorator
@inline export function circleCountAt(i: i32): f64 {
  const base = i16x8.splat(<i16>((i - fromX) * subpix));
  const whole = i16x8.splat(<i16>subpix);
  // with whole pixels between them the rims are apart: left of those every run ends behind the
  // column, right of those
  // every run begins before it
  if (isHollow) return <f64>(before(end0, end1, base, whole) - before(begin0, begin1, base, whole));
  if (i < fullTo) return <f64>(16 * subpix - before(begin0, begin1, base, whole));
  return <f64>(before(end0, end1, base, whole) - (16 - subpix) * subpix);
}
