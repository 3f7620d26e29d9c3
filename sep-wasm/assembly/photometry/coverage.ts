// How many of a pixel's subpix x subpix centres lie inside the ellipse, for one row of pixels at a
// time. Along each row of sub-pixels the inside is one run, whose ends come from a square root. A
// pixel's count is the sum over its sub-rows of what the run covers; only those on the rim need it.
import { scratchBytes } from "../memory";
import { cx, cy, distance2, flat, fromX, inverse, shear, TIE, toX } from "./ellipse";
import { width } from "./field";

export let subpix: i32 = 1;
export let scale: f64 = 1;
export let offset: f64 = 0;

/** int32, subpix of them padded to fours: the ends of each sub-row's run, sub-pixels */
export let begins: usize = 0;
export let ends: usize = 0;
/** bytes of each */
export let length: usize = 0;
/** all bits set in those of the last four lanes that are sub-rows */
let kept: v128 = i32x4.splat(-1);
/** float64 per column: counts of a row, see `addRow` */
export let counts: usize = 0;

// the last row: columns first <= i < last are touched, fullFrom <= i < fullTo wholly inside (none
// where equal)
export let first: i32 = 0;
export let last: i32 = 0;
export let fullFrom: i32 = 0;
export let fullTo: i32 = 0;

/** The most sub-pixels per pixel and side. */
// @ts-ignore: decorator
@inline const MOST_SUBPIX: usize = 100;

/** Sub-pixels per pixel and side, 1 to 100. */
export function setSubpix(samples: i32): void {
  subpix = samples;
  scale = 1.0 / <f64>samples;
  offset = 0.5 * (scale - 1.0);
  length = <usize>((samples + 3) & ~3) << 2;
  const rest = samples & 3;
  kept = rest == 0 ? i32x4.splat(-1) : i32x4(-1, rest > 1 ? -1 : 0, rest > 2 ? -1 : 0, 0);
}

/** To be called inside a scratch scope before the first row. */
export function beginCoverage(samples: i32): void {
  setSubpix(samples);
  begins = scratchBytes(MOST_SUBPIX << 2);
  ends = scratchBytes(MOST_SUBPIX << 2);
  counts = scratchBytes(<u64>width << 3);
}

/**
 * Whether sub-pixel m of sub-row k of row j is inside (or, with `rim`, on the rim), with SEP's
 * rounding: it adds offsets up.
 */
function isInside(m: i32, j: i32, k: i32, r2: f64, rim: bool): bool {
  const i = <i32>floor((<f64>m + 0.5) * scale);
  let dx = <f64>i - cx + offset;
  for (let n = m - i * subpix; n > 0; n--) dx += scale;
  let dy = <f64>j - cy + offset;
  for (let n = k; n > 0; n--) dy += scale;
  const square = distance2(dx, dy);
  return rim ? square <= r2 : square < r2;
}

/**
 * Adding and subtracting this leaves the nearest whole number; in between the low 32 bits are that
 * number.
 */
// @ts-ignore: decorator
@inline const ROUND: f64 = 6755399441055744;

/** Sub-pixel positions stay this far inside the box's ends, so that both runs' ends round to it. */
// @ts-ignore: decorator
@inline const INSET: f64 = 0.25;

/** The low halves of four 64-bit lanes. */
// @ts-ignore: decorator
@inline function lowHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

/**
 * Find the runs inside sqrt(r2) of row j's sub-rows. A sub-pixel on the rim is outside, or inside
 * with `rim`.
 */
export function findRow(j: i32, r2: f64, rim: bool): void {
  const s = <f64>subpix;
  const middle = (cx + 0.5) * s - 0.5;
  const slope = f64x2.splat(shear * s);
  const least = f64x2.splat(<f64>fromX * s - 1 + INSET);
  const most = f64x2.splat(<f64>toX * s - INSET);
  const round = f64x2.splat(ROUND);
  const tie = f64x2.splat(TIE);
  const zero = f64x2.splat(0);
  const four = f64x2.splat(4 * scale);
  const top = <f64>j - cy + offset;
  let dy0 = f64x2(top, top + scale);
  let dy2 = f64x2(top + 2 * scale, top + 3 * scale);
  let beginLow = i32x4.splat(i32.MAX_VALUE);
  let beginHigh = i32x4.splat(0);
  let endLow = beginLow;
  let endHigh = beginHigh;
  for (let k: usize = 0; k < length; k += 16) {
    const reach0 = reachOf(dy0, r2);
    const reach2 = reachOf(dy2, r2);
    const middle0 = f64x2.add(f64x2.splat(middle), f64x2.mul(slope, dy0));
    const middle2 = f64x2.add(f64x2.splat(middle), f64x2.mul(slope, dy2));
    const from0 = f64x2.pmin(most, f64x2.pmax(least, f64x2.sub(middle0, reach0)));
    const from2 = f64x2.pmin(most, f64x2.pmax(least, f64x2.sub(middle2, reach2)));
    const to0 = f64x2.pmin(most, f64x2.pmax(least, f64x2.add(middle0, reach0)));
    const to2 = f64x2.pmin(most, f64x2.pmax(least, f64x2.add(middle2, reach2)));
    const roundFrom0 = f64x2.add(from0, round);
    const roundFrom2 = f64x2.add(from2, round);
    const roundTo0 = f64x2.add(to0, round);
    const roundTo2 = f64x2.add(to2, round);
    const offFrom0 = f64x2.sub(from0, f64x2.sub(roundFrom0, round));
    const offFrom2 = f64x2.sub(from2, f64x2.sub(roundFrom2, round));
    const offTo0 = f64x2.sub(to0, f64x2.sub(roundTo0, round));
    const offTo2 = f64x2.sub(to2, f64x2.sub(roundTo2, round));
    // the first whole number above each position; a mask is -1
    const begin = lowHalves(
      i64x2.sub(roundFrom0, f64x2.ge(offFrom0, zero)), i64x2.sub(roundFrom2, f64x2.ge(offFrom2, zero)));
    const end = lowHalves(i64x2.sub(roundTo0, f64x2.ge(offTo0, zero)), i64x2.sub(roundTo2, f64x2.ge(offTo2, zero)));
    v128.store(begins + k, begin);
    v128.store(ends + k, end);
    const nearest = f64x2.pmin(
      f64x2.pmin(f64x2.abs(offFrom0), f64x2.abs(offFrom2)), f64x2.pmin(f64x2.abs(offTo0), f64x2.abs(offTo2)));
    if (v128.any_true(f64x2.lt(nearest, tie))) settle(j, <i32>(k >> 2), r2, rim);
    if (k + 16 == length) pad(k);
    const settledBegin = v128.load(begins + k);
    const settledEnd = v128.load(ends + k);
    beginLow = i32x4.min_s(beginLow, settledBegin);
    endLow = i32x4.min_s(endLow, settledEnd);
    if (k + 16 == length) {
      beginHigh = i32x4.max_s(beginHigh, v128.and(settledBegin, kept));
      endHigh = i32x4.max_s(endHigh, v128.and(settledEnd, kept));
    } else {
      beginHigh = i32x4.max_s(beginHigh, settledBegin);
      endHigh = i32x4.max_s(endHigh, settledEnd);
    }
    dy0 = f64x2.add(dy0, four);
    dy2 = f64x2.add(dy2, four);
  }
  setEnds(beginLow, beginHigh, endLow, endHigh);
}

/** Half the width of two sub-rows, in sub-pixels. */
// @ts-ignore: decorator
@inline function reachOf(dy: v128, r2: f64): v128 {
  const square = f64x2.sub(f64x2.splat(r2), f64x2.mul(f64x2.splat(flat), f64x2.mul(dy, dy)));
  const root = f64x2.sqrt(f64x2.pmax(f64x2.splat(0), f64x2.mul(square, f64x2.splat(inverse))));
  return f64x2.mul(root, f64x2.splat(<f64>subpix));
}

/** What the row covers, of the least and the greatest of its sub-rows' begins and ends. */
// @ts-ignore: decorator
@inline function setEnds(beginLow: v128, beginHigh: v128, endLow: v128, endHigh: v128): void {
  first = <i32>((<f64>leastLane(beginLow) + 0.5) * scale);
  last = <i32>((<f64>(mostLane(endHigh) + subpix - 1) + 0.5) * scale);
  fullFrom = <i32>((<f64>(mostLane(beginHigh) + subpix - 1) + 0.5) * scale);
  fullTo = <i32>((<f64>leastLane(endLow) + 0.5) * scale);
  if (fullFrom >= fullTo) fullFrom = fullTo = last;
}

/** Lanes that are no sub-rows: a run of nothing, beyond every column. */
// @ts-ignore: decorator
@inline function pad(k: usize): void {
  const beyond = v128.andnot(i32x4.splat(i32.MAX_VALUE), kept);
  v128.store(begins + k, v128.or(v128.and(v128.load(begins + k), kept), beyond));
  v128.store(ends + k, v128.or(v128.and(v128.load(ends + k), kept), beyond));
}

// @ts-ignore: decorator
@inline function leastLane(v: v128): i32 {
  const half = i32x4.min_s(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return min(i32x4.extract_lane(half, 0), i32x4.extract_lane(half, 1));
}

// @ts-ignore: decorator
@inline function mostLane(v: v128): i32 {
  const half = i32x4.max_s(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return max(i32x4.extract_lane(half, 0), i32x4.extract_lane(half, 1));
}

/**
 * Put right those ends of the sub-rows k to k + 3 that lie on a sub-pixel's centre: that sub-pixel
 * decides.
 */
function settle(j: i32, k: i32, r2: f64, rim: bool): void {
  const s = <f64>subpix;
  for (let n = k; n < min(k + 4, subpix); n++) {
    const dy = <f64>j - cy + offset + <f64>n * scale;
    const reach = Math.sqrt(max(0.0, (r2 - flat * (dy * dy)) * inverse)) * s;
    const middle = (cx + 0.5) * s - 0.5 + shear * s * dy;
    const at = <usize>n << 2;
    store<i32>(begins + at, settled(middle - reach, load<i32>(begins + at), true, j, n, r2, rim));
    store<i32>(ends + at,
      max(load<i32>(begins + at), settled(middle + reach, load<i32>(ends + at), false, j, n, r2, rim)));
  }
}

function settled(position: f64, found: i32, begin: bool, j: i32, k: i32, r2: f64, rim: bool): i32 {
  const centre = nearest(position);
  if (Math.abs(position - centre) >= TIE || Math.abs(centre) > 1e9) return found;
  const inside = <i32>isInside(<i32>centre, j, k, r2, rim);
  const end = begin ? <i32>centre + 1 - inside : <i32>centre + inside;
  return max(fromX * subpix, min(toX * subpix, end));
}

/** What the last row covers, where another file finds it: see `first`. */
// @ts-ignore: decorator
@inline export function setRow(from: i32, to: i32, wholeFrom: i32, wholeTo: i32): void {
  first = from;
  last = to;
  fullFrom = wholeFrom;
  fullTo = wholeTo;
}

/** Sub-pixels of column i that lie in the runs. */
// @ts-ignore: decorator
@inline export function countAt(i: i32): f64 {
  const base = i32x4.splat(i * subpix);
  const whole = i32x4.splat(subpix);
  const zero = i32x4.splat(0);
  let sum = zero;
  for (let k: usize = 0; k < length; k += 16) {
    const begin = i32x4.min_s(whole, i32x4.max_s(zero, i32x4.sub(v128.load(begins + k), base)));
    const end = i32x4.min_s(whole, i32x4.max_s(zero, i32x4.sub(v128.load(ends + k), base)));
    sum = i32x4.add(sum, i32x4.sub(end, begin));
  }
  sum = i32x4.add(sum, i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return <f64>(i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1));
}

/**
 * Fill `counts` for the columns from <= i < to with what lies between the scaled ellipses (inner 0:
 * none) in row j.
 */
export function countRow(j: i32, inner: f64, outer: f64, from: i32, to: i32): void {
  findRow(j, outer * outer, false);
  for (let i = from; i < to; i++) store<f64>(counts + (<usize>i << 3), countAt(i));
  if (!(inner > 0)) return;
  // an annulus has neither of its rims, and one of no width nothing
  findRow(j, inner * inner, true);
  for (let i = max(from, first); i < min(to, last); i++) {
    const at = counts + (<usize>i << 3);
    store<f64>(at, max(0.0, load<f64>(at) - countAt(i)));
  }
}
