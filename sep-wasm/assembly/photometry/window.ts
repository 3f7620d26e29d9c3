// Windowed positions: the centroid in a Gaussian window that follows it (SExtractor's manual,
// "windowed positional
// parameters": x <- x + 2 sum(w I dx) / sum(w I) within 4 sigma). The window is a product of x and
// y, so that each row
// needs two sums of pixels times a table.
import { scratchBytes } from "../memory";
import { beginCircles, circleCountAt, findCircle, isEasyCircle, reserveCircles, takeCircleRow } from "./circle-coverage";
import { beginCoverage, countAt, countRow, counts, findRow, first, fullFrom, fullTo, last } from "./coverage";
import { cut, cx, cy, fromX, fromY, toX, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { overlap } from "./exact";
import { GOOD, isFinite64, kindOf, mask, rowOf, width } from "./field";
import { HAS_MASKED, TRUNCATED } from "./flags";
import { forgetGood, isGoodBox } from "./good";
import { anyMasked, probeSpan } from "./span";

// @ts-ignore: decorator
@inline export const MARGIN: f64 = 0.7072;

/** float64 per column: the window along x, and that times dx */
export let window0: usize = 0;
export let window1: usize = 0;
let subpix: i32 = 11;
/** of all steps since `forgetFlag` */
export let flag: i32 = 0;
export function forgetFlag(): void {
  flag = 0;
}

/** The last step's circle was an easy one, whose rows `takeCircleRow` still sets. */
export let keepsRows: bool = false;
/** float64: the counts on the rim of that circle, pixel by pixel */
let rims: usize = 0;
/** the count that is written or read next */
let nextRim: usize = 0;
/** Pixels on the rim of an easy circle: of one of radius r less than 8 r + 16. */
// @ts-ignore: decorator
@inline const MOST_RIM: usize = 8192;

/** To be called inside a scratch scope. */
export function beginWindow(samples: i32): void {
  subpix = samples;
  beginCoverage(max(1, samples));
  reserveCircles();
  beginCircles();
  forgetGood();
  window0 = scratchBytes(<u64>width << 3);
  window1 = scratchBytes(<u64>width << 3);
  rims = scratchBytes(MOST_RIM << 3);
}

// sums of the last step
export let light: f64 = 0;
export let momentX: f64 = 0;
export let momentY: f64 = 0;

/** exp(-dx^2 / 2 sigma^2) over the box's columns, outwards from the middle by products. */
export function setWindow(sigma: f64): void {
  const half = 0.5 / (sigma * sigma);
  const falling = Math.exp(-2 * half);
  const middle = max(fromX, min(toX - 1, <i32>nearest(cx)));
  const d = <f64>middle - cx;
  const peak = Math.exp(-d * d * half);
  let value = peak;
  let factor = Math.exp(-(2 * d + 1) * half);
  for (let i = middle; i < toX; i++) {
    setColumn(i, value);
    value *= factor;
    factor *= falling;
  }
  value = peak;
  factor = Math.exp((2 * d - 1) * half);
  for (let i = middle - 1; i >= fromX; i--) {
    value *= factor;
    factor *= falling;
    setColumn(i, value);
  }
}

// @ts-ignore: decorator
@inline function setColumn(i: i32, value: f64): void {
  store<f64>(window0 + (<usize>i << 3), value);
  store<f64>(window1 + (<usize>i << 3), value * (<f64>i - cx));
}

/** Every pixel good, which it finds out on its way: false, or NaN sums, when one is not. */
function stepFast(r: f64, sigma: f64): bool {
  const reach = (r + MARGIN) * (r + MARGIN);
  const half = -0.5 / (sigma * sigma);
  const low = <f64>fromY - cy;
  // the window along y, row after row by products
  const falling = Math.exp(2 * half);
  let factor = Math.exp((2 * low + 1) * half);
  let nextWeight = Math.exp(low * low * half);
  light = momentX = momentY = 0;
  for (let j = fromY; j < toY; j++) {
    const weight = nextWeight;
    nextWeight *= factor;
    factor *= falling;
    zone(j, reach);
    if (zoneFrom == zoneTo) continue;
    if (mask != 0 && anyMasked(mask + <usize>j * <usize>width, zoneFrom, zoneTo)) return false;
    findRow(j, r * r, false);
    const row = rowOf(j);
    const probed = probeSpan(row, zoneFrom, first) + probeSpan(row, max(last, zoneFrom), zoneTo);
    addRow(row, weight, <f64>j - cy, probed, false);
  }
  return true;
}

/** The same where all the box is known to be good and the circle an easy one. */
function stepEasy(r: f64, sigma: f64): void {
  const half = -0.5 / (sigma * sigma);
  const low = <f64>fromY - cy;
  const falling = Math.exp(2 * half);
  let factor = Math.exp((2 * low + 1) * half);
  let nextWeight = Math.exp(low * low * half);
  light = momentX = momentY = 0;
  nextRim = rims;
  findCircle(r * r);
  for (let j = fromY; j < toY; j++) {
    const weight = nextWeight;
    nextWeight *= factor;
    factor *= falling;
    takeCircleRow(j);
    addRow(rowOf(j), weight, <f64>j - cy, 0, true);
  }
}

/** Add a row to `sum0`: the pixels on its rim, and those wholly inside. */
// @ts-ignore: decorator
@inline function addRow(row: usize, weight: f64, dy: f64, sum0: f64, easy: bool): void {
  let sum1: f64 = 0;
  for (let i = first == fullFrom ? fullTo : first; i < last; i = i + 1 == fullFrom ? fullTo : i + 1) {
    const count = easy ? circleCountAt(i) : countAt(i);
    if (easy) {
      store<f64>(nextRim, count);
      nextRim += 8;
    }
    const value = count * <f64>load<f32>(row + (<usize>i << 2));
    sum0 += value * load<f64>(window0 + (<usize>i << 3));
    sum1 += value * load<f64>(window1 + (<usize>i << 3));
  }
  const to = fullTo;
  let i = fullFrom;
  if (i < to) {
    let sums0 = f64x2.splat(0);
    let sums1 = f64x2.splat(0);
    for (; i + 2 <= to; i += 2) {
      const v = f64x2.promote_low_f32x4(v128.load64_zero(row + (<usize>i << 2)));
      sums0 = f64x2.add(sums0, f64x2.mul(v, v128.load(window0 + (<usize>i << 3))));
      sums1 = f64x2.add(sums1, f64x2.mul(v, v128.load(window1 + (<usize>i << 3))));
    }
    let part0 = f64x2.extract_lane(sums0, 0) + f64x2.extract_lane(sums0, 1);
    let part1 = f64x2.extract_lane(sums1, 0) + f64x2.extract_lane(sums1, 1);
    if (i < to) {
      const value = <f64>load<f32>(row + (<usize>i << 2));
      part0 += value * load<f64>(window0 + (<usize>i << 3));
      part1 += value * load<f64>(window1 + (<usize>i << 3));
    }
    const whole = <f64>(subpix * subpix);
    sum0 += whole * part0;
    sum1 += whole * part1;
  }
  light += weight * sum0;
  momentX += weight * sum1;
  momentY += weight * dy * sum0;
}

/** The part of pixel i, j inside r; the row's counts are set. */
// @ts-ignore: decorator
@inline export function partOf(i: i32, j: i32, r: f64): f64 {
  return subpix == 0 ? overlap(i, j, r) : load<f64>(counts + (<usize>i << 3)) / <f64>(subpix * subpix);
}

/** Takes the kept counts from the first one on. */
export function rewindRims(): void {
  nextRim = rims;
}

/** The count of the next pixel on the rim. */
// @ts-ignore: decorator
@inline export function takeRim(): f64 {
  const count = load<f64>(nextRim);
  nextRim += 8;
  return count;
}

/** Missing pixels take the mean of the good ones in the window's circle, as in SEP. */
function stepCareful(r: f64, sigma: f64): void {
  const reach = (r + MARGIN) * (r + MARGIN);
  const half = -0.5 / (sigma * sigma);
  light = momentX = momentY = 0;
  let sum: f64 = 0;
  let area: f64 = 0;
  let missing0: f64 = 0;
  let missingX: f64 = 0;
  let missingY: f64 = 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, reach);
    if (zoneFrom == zoneTo) continue;
    const to = zoneTo;
    if (subpix > 0) countRow(j, 0, r, zoneFrom, to);
    const row = rowOf(j);
    const dy = <f64>j - cy;
    const weightY = Math.exp(dy * dy * half);
    for (let i = zoneFrom; i < to; i++) {
      const part = partOf(i, j, r);
      const weight = part * weightY * load<f64>(window0 + (<usize>i << 3));
      const dx = <f64>i - cx;
      const value = load<f32>(row + (<usize>i << 2));
      if (kindOf(<usize>j * <usize>width + <usize>i, value, 0) == GOOD) {
        sum += part * <f64>value;
        area += part;
        const weighted = weight * <f64>value;
        light += weighted;
        momentX += weighted * dx;
        momentY += weighted * dy;
      } else {
        flag |= HAS_MASKED;
        missing0 += weight;
        missingX += weight * dx;
        missingY += weight * dy;
      }
    }
  }
  if (missing0 > 0) {
    const mean = sum / area;
    light += mean * missing0;
    momentX += mean * missingX;
    momentY += mean * missingY;
  }
}

/**
 * Sums around the centre and in the box that are set. The walk of a centre sees the flags of all
 * its steps.
 */
export function sumWindow(r: f64, sigma: f64): void {
  if (cut) flag |= TRUNCATED;
  light = momentX = momentY = 0;
  keepsRows = false;
  if (fromX >= toX || fromY >= toY) return;
  setWindow(sigma);
  if (subpix > 0 && isEasyCircle() && isGoodBox()) {
    stepEasy(r, sigma);
    keepsRows = isFinite64(light);
    if (keepsRows) return;
  }
  if (subpix > 0 && stepFast(r, sigma) && isFinite64(light)) return;
  stepCareful(r, sigma);
}
