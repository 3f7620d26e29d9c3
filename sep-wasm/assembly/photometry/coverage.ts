// How many of a pixel's subpix x subpix centres lie inside the ellipse, for a row of pixels at a time. Along each
// row of sub-pixels the inside is one run, whose ends come from a square root; the ends go into `steps` as a
// derivative, so that a running sum over the row gives each pixel's count.
import { scratchBytes } from "../memory";
import { cx, cy, distance2, flat, fromX, inverse, shear, TIE, toX } from "./ellipse";
import { width } from "./field";

/** int32 per column: change of the count against the pixel before. Whoever reads a row clears it. */
export let steps: usize = 0;
let subpix: i32 = 1;
let scale: f64 = 1;
let offset: f64 = 0;

// the last row: columns first <= i < last have steps or counts; fullFrom <= i < fullTo lie wholly inside
export let first: i32 = 0;
export let last: i32 = 0;
export let fullFrom: i32 = 0;
export let fullTo: i32 = 0;

/** Sub-pixels per pixel and side, 1 or more. */
export function setSubpix(samples: i32): void {
  subpix = samples;
  scale = 1.0 / <f64>samples;
  offset = 0.5 * (scale - 1.0);
}

/** To be called inside a scratch scope before the first row. */
export function beginCoverage(samples: i32): void {
  setSubpix(samples);
  const bytes = <usize>(width + 4) << 2;
  steps = scratchBytes(bytes);
  memory.fill(steps, 0, bytes);
}

/** Whether sub-pixel m of sub-row k of row j is inside, with SEP's rounding (it adds up the offsets). */
function isInside(m: i32, j: i32, k: i32, r2: f64, sign: i32): bool {
  const i = <i32>floor((<f64>m + 0.5) * scale);
  let dx = <f64>i - cx + offset;
  for (let n = m - i * subpix; n > 0; n--) dx += scale;
  let dy = <f64>j - cy + offset;
  for (let n = k; n > 0; n--) dy += scale;
  const square = distance2(dx, dy);
  return sign > 0 ? square < r2 : square <= r2;
}

// @ts-ignore: decorator
@inline function addStep(column: i32, by: i32): void {
  const at = steps + (<usize>column << 2);
  store<i32>(at, load<i32>(at) + by);
}

/** Enter one run of sub-pixels, begin <= m < end, given as columns and remainders. */
// @ts-ignore: decorator
@inline function addRun(q1: i32, rest1: i32, q2: i32, rest2: i32, sign: i32): void {
  const s = subpix;
  addStep(q1, sign * (s - rest1));
  addStep(q1 + 1, sign * rest1);
  addStep(q2, -sign * (s - rest2));
  addStep(q2 + 1, -sign * rest2);
  first = min(first, q1);
  last = max(last, q2 + <i32>(rest2 > 0));
  fullFrom = max(fullFrom, q1 + <i32>(rest1 > 0));
  fullTo = min(fullTo, q2);
}

/** Forget the last row's columns. */
// @ts-ignore: decorator
@inline export function newRow(): void {
  first = fullTo = i32.MAX_VALUE;
  last = fullFrom = i32.MIN_VALUE;
}

/**
 * Add (sign 1) or take away (sign -1) what lies inside sqrt(r2) in row j. A sub-pixel on the rim is not added, or is
 * taken away: an annulus has neither of its rims.
 */
export function markRow(j: i32, r2: f64, sign: i32): void {
  const s = subpix;
  const top = <f64>j - cy + offset;
  const samples = f64x2.splat(<f64>s);
  const half = f64x2.splat(0.5);
  const tie = f64x2.splat(TIE);
  const left = f64x2.splat(<f64>(fromX * s));
  const right = f64x2.splat(<f64>(toX * s));
  for (let k = 0; k < s; k += 2) {
    const dy = f64x2(top + <f64>k * scale, top + <f64>(k + 1) * scale);
    const square = f64x2.mul(f64x2.sub(f64x2.splat(r2), f64x2.mul(f64x2.splat(flat), f64x2.mul(dy, dy))), f64x2.splat(inverse));
    const reach = f64x2.mul(f64x2.sqrt(f64x2.max(square, f64x2.splat(0))), samples);
    // positions in sub-pixels: the centre of sub-pixel m is at m
    const middle = f64x2.sub(
      f64x2.mul(f64x2.add(f64x2.add(f64x2.splat(cx), f64x2.mul(f64x2.splat(shear), dy)), half), samples), half);
    const from = f64x2.sub(middle, reach);
    const to = f64x2.add(middle, reach);
    let begin = f64x2.add(f64x2.floor(from), f64x2.splat(1));
    let end = f64x2.ceil(to);
    const near = v128.or(
      f64x2.lt(f64x2.abs(f64x2.sub(from, f64x2.nearest(from))), tie),
      f64x2.lt(f64x2.abs(f64x2.sub(to, f64x2.nearest(to))), tie));
    if (v128.any_true(near)) {
      begin = f64x2(
        settled(f64x2.extract_lane(from, 0), f64x2.extract_lane(begin, 0), 1, j, k, r2, sign),
        settled(f64x2.extract_lane(from, 1), f64x2.extract_lane(begin, 1), 1, j, k + 1, r2, sign));
      end = f64x2(
        settled(f64x2.extract_lane(to, 0), f64x2.extract_lane(end, 0), 0, j, k, r2, sign),
        settled(f64x2.extract_lane(to, 1), f64x2.extract_lane(end, 1), 0, j, k + 1, r2, sign));
    }
    begin = f64x2.max(left, f64x2.min(right, begin));
    end = f64x2.max(begin, f64x2.min(right, end));
    const q1 = f64x2.floor(f64x2.mul(f64x2.add(begin, half), f64x2.splat(scale)));
    const q2 = f64x2.floor(f64x2.mul(f64x2.add(end, half), f64x2.splat(scale)));
    const rest1 = f64x2.sub(begin, f64x2.mul(q1, samples));
    const rest2 = f64x2.sub(end, f64x2.mul(q2, samples));
    const columns1 = i32x4.trunc_sat_f64x2_s_zero(q1);
    const columns2 = i32x4.trunc_sat_f64x2_s_zero(q2);
    const rests1 = i32x4.trunc_sat_f64x2_s_zero(rest1);
    const rests2 = i32x4.trunc_sat_f64x2_s_zero(rest2);
    addRun(i32x4.extract_lane(columns1, 0), i32x4.extract_lane(rests1, 0),
      i32x4.extract_lane(columns2, 0), i32x4.extract_lane(rests2, 0), sign);
    if (k + 1 < s) {
      addRun(i32x4.extract_lane(columns1, 1), i32x4.extract_lane(rests1, 1),
        i32x4.extract_lane(columns2, 1), i32x4.extract_lane(rests2, 1), sign);
    }
  }
}

/** The end `m` of a run that reaches `position`: begin (1) or end (0), put right where `position` is a sub-pixel's centre. */
function settled(position: f64, m: f64, begin: i32, j: i32, k: i32, r2: f64, sign: i32): f64 {
  const centre = nearest(position);
  if (Math.abs(position - centre) >= TIE || Math.abs(centre) > 1e9) return m;
  const inside = <i32>isInside(<i32>centre, j, k, r2, sign);
  return begin != 0 ? centre + <f64>(1 - inside) : centre + <f64>inside;
}

/** With no columns that are wholly inside, let the second stretch be empty. */
// @ts-ignore: decorator
@inline export function splitRow(): void {
  if (fullFrom >= fullTo) fullFrom = fullTo = last;
}

/** After an annulus' second mark there is no stretch that is wholly inside. */
// @ts-ignore: decorator
@inline export function noFullColumns(): void {
  fullFrom = fullTo = last;
}
