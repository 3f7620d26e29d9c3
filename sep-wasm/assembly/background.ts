// Level and scatter of the sky in each cell of a mesh (Bertin & Arnouts 1996, section 3): the histogram of the cell's
// pixels is clipped at 3 sigma about its median until sigma stands still; then the level is the mode, estimated as
// 2.5 median - 1.5 mean, or the median itself where mean and median are more than 0.3 sigma apart (a crowded cell).
//
// What the papers leave open (width and number of the bins, first clip, rounding) was found by comparing with SEP and
// SExtractor on designed inputs.

import { scratchBytes } from "./memory";

// @ts-ignore: decorator
@inline const MAX_BINS: i32 = 4096;
// @ts-ignore: decorator
@inline const LARGEST: f32 = 3.4028235e38;

/** The 2-sigma clip that sets the histogram's range, and the half width of that range in sigmas. */
// @ts-ignore: decorator
@inline const FIRST_CLIP: f64 = 2;
// @ts-ignore: decorator
@inline const HALF_RANGE: f64 = 5;

let count: f64 = 0;
let mean: f64 = 0;
let sigma: f64 = 0;

let level: f64 = 0;
let scatter: f64 = 0;

/** Count, mean and sigma of the pixels within [low, high], set in the module's variables. */
function moments(data: usize, stride: usize, width: i32, height: i32, origin: f32, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const origins = f64x2.splat(<f64>origin);
  let counts = i32x4.splat(0);
  let sum = f64x2.splat(0);
  let square = f64x2.splat(0);
  let tailCount: i32 = 0;
  let tailSum: f64 = 0;
  let tailSquare: f64 = 0;
  const whole = width & ~3;
  for (let y = 0; y < height; y++) {
    const row = data + <usize>y * stride;
    let x = 0;
    for (; x < whole; x += 4) {
      const v = v128.load(row + (<usize>x << 2));
      const good = v128.and(f32x4.ge(v, lows), f32x4.le(v, highs));
      counts = i32x4.sub(counts, good);
      // subtracted in float64, where it is exact: a sigma that is off by its last float32 bit moves pixels between bins
      const left = f64x2.sub(f64x2.promote_low_f32x4(v), origins);
      const right = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)), origins);
      const a = v128.and(left, i64x2.extend_low_i32x4_s(good));
      const b = v128.and(right, i64x2.extend_high_i32x4_s(good));
      sum = f64x2.add(sum, f64x2.add(a, b));
      square = f64x2.add(square, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
    }
    for (; x < width; x++) {
      const v = load<f32>(row + (<usize>x << 2));
      if (v >= low && v <= high) {
        const d = <f64>v - <f64>origin;
        tailCount++;
        tailSum += d;
        tailSquare += d * d;
      }
    }
  }
  count = <f64>(
    tailCount +
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
  if (count == 0) return;
  const shift = (tailSum + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / count;
  const spread = (tailSquare + f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1)) / count;
  mean = <f64>origin + shift;
  sigma = Math.sqrt(max(spread - shift * shift, 0));
}

// @ts-ignore: decorator
@inline function add(histogram: usize, bin: u32): void {
  const address = histogram + (<usize>bin << 2);
  store<u32>(address, load<u32>(address) + 1);
}

/** Count the pixels into bins 0..bins-1; what lies outside, NaN included, goes to bin number `bins`. */
function fill(
  data: usize, stride: usize, width: i32, height: i32, histogram: usize, bins: i32, step: f32, offset: f32,
): void {
  memory.fill(histogram, 0, (<usize>bins + 1) << 2);
  const steps = f32x4.splat(step);
  const offsets = f32x4.splat(offset);
  const outside = i32x4.splat(bins);
  const whole = width & ~3;
  for (let y = 0; y < height; y++) {
    const row = data + <usize>y * stride;
    let x = 0;
    for (; x < whole; x += 4) {
      const v = v128.load(row + (<usize>x << 2));
      const scaled = f32x4.add(f32x4.div(v, steps), offsets);
      const bin = v128.or(i32x4.trunc_sat_f32x4_s(scaled), f32x4.ne(v, v));
      const safe = i32x4.min_u(bin, outside);
      add(histogram, i32x4.extract_lane(safe, 0));
      add(histogram, i32x4.extract_lane(safe, 1));
      add(histogram, i32x4.extract_lane(safe, 2));
      add(histogram, i32x4.extract_lane(safe, 3));
    }
    for (; x < width; x++) {
      const v = load<f32>(row + (<usize>x << 2));
      const bin = v == v ? <i32>(v / step + offset) : -1;
      add(histogram, min<u32>(bin, bins));
    }
  }
}

// @ts-ignore: decorator
@inline function at(histogram: usize, bin: i32): f64 {
  return <f64>load<u32>(histogram + (<usize>bin << 2));
}

/** Nearest whole number, halves away from 0. */
// @ts-ignore: decorator
@inline function nearest(value: f64): f64 {
  return Math.trunc(value > 0 ? value + 0.5 : value - 0.5);
}

/** Clip the histogram; sets level and scatter, in bins. */
function clip(histogram: usize, bins: i32): void {
  let total: f64 = 0;
  let first: f64 = 0;
  let second: f64 = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = at(histogram, bin);
    const moment = n * <f64>bin;
    total += n;
    first += moment;
    second += moment * <f64>bin;
  }
  let low = 0;
  let high = bins - 1;
  // the median lies at the boundary before bin `middle`, where as many pixels lie below (`below`) as above, up to what
  // is left of one bin
  let middle = 0;
  let below: f64 = 0;
  let before: f64 = 10 * <f64>bins;
  for (let pass = 0; pass < 100 && total > 0; pass++) {
    const average = first / total;
    const now = Math.sqrt(max(second / total - average * average, 0));
    while (middle > low && 2 * below - at(histogram, middle - 1) >= total) {
      middle--;
      below -= at(histogram, middle);
    }
    while (middle <= high && 2 * below + at(histogram, middle) < total) {
      below += at(histogram, middle);
      middle++;
    }
    const larger = max(middle > 0 ? at(histogram, middle - 1) : 0, at(histogram, middle));
    const median = <f64>middle - 0.5 + (larger > 0 ? (total - 2 * below) / (2 * larger) : 0);
    level = now > 0 && Math.abs(average - median) < 0.3 * now ? 2.5 * median - 1.5 * average : median;
    scatter = now;
    if (now < 0.1 || Math.abs(now / before - 1) < 1e-4) break;
    before = now;
    const newLow = <i32>max(nearest(median - 3 * now), 0);
    const newHigh = <i32>min(nearest(median + 3 * now), <f64>(bins - 1));
    // only what is cut off, or let in again, changes the sums
    for (; low < newLow; low++) {
      const n = at(histogram, low);
      total -= n;
      below -= n;
      first -= n * <f64>low;
      second -= n * <f64>low * <f64>low;
    }
    for (; low > newLow; ) {
      low--;
      const n = at(histogram, low);
      total += n;
      below += n;
      first += n * <f64>low;
      second += n * <f64>low * <f64>low;
    }
    for (; high > newHigh; high--) {
      const n = at(histogram, high);
      total -= n;
      first -= n * <f64>high;
      second -= n * <f64>high * <f64>high;
    }
    for (; high < newHigh; ) {
      high++;
      const n = at(histogram, high);
      total += n;
      first += n * <f64>high;
      second += n * <f64>high * <f64>high;
    }
  }
}

/** Level and scatter of one cell; the level is NaN where fewer than half of the pixels are good. */
function measure(data: usize, stride: usize, width: i32, height: i32, histogram: usize): void {
  level = NaN;
  scatter = NaN;
  // sums about a pixel of the cell, not about 0, keep their digits when the level is large
  let origin: f32 = 0;
  for (let y = 0; y < height; y++) {
    const value = load<f32>(data + <usize>y * stride);
    if (abs(value) <= LARGEST) {
      origin = value;
      break;
    }
  }
  moments(data, stride, width, height, origin, -LARGEST, LARGEST);
  if (count == 0 || count < 0.5 * <f64>width * <f64>height) return;
  moments(data, stride, width, height, origin, <f32>(mean - FIRST_CLIP * sigma), <f32>(mean + FIRST_CLIP * sigma));
  const bins = <i32>min(Math.sqrt(2 / Math.PI) * HALF_RANGE * 0.25 * count + 1, MAX_BINS);
  const step: f32 = sigma > 0 ? <f32>((2 * HALF_RANGE * sigma) / <f64>bins) : 1;
  const zero = <f32>(mean - HALF_RANGE * sigma);
  if (!(step > 0)) {
    level = mean;
    scatter = 0;
    return;
  }
  fill(data, stride, width, height, histogram, bins, step, <f32>(0.499999 - <f64>(zero / step)));
  clip(histogram, bins);
  level = <f64>zero + level * <f64>step;
  scatter *= <f64>step;
}

/** Copy one cell, NaN where the mask is not 0. */
function copyUnmasked(data: usize, mask: usize, width: i32, cellWidth: i32, cellHeight: i32, out: usize): void {
  for (let y = 0; y < cellHeight; y++) {
    for (let x = 0; x < cellWidth; x++) {
      const at = <usize>y * width + x;
      store<f32>(out, load<u8>(mask + at) ? f32.NaN : load<f32>(data + (at << 2)));
      out += 4;
    }
  }
}

/**
 * Level and scatter of every cell, float64, row by row; NaN in cells with too few good pixels.
 * `mask` is 0 or one byte a pixel, not 0 for bad.
 */
export function measureMesh(
  data: usize, mask: usize, width: i32, height: i32, cellWidth: i32, cellHeight: i32, levels: usize, scatters: usize,
): void {
  const histogram = scratchBytes((MAX_BINS + 1) << 2);
  const copy = mask ? scratchBytes(<u64>min(cellWidth, width) * <u64>min(cellHeight, height) * 4) : 0;
  for (let y = 0; y < height; y += cellHeight) {
    const h = min(cellHeight, height - y);
    for (let x = 0; x < width; x += cellWidth) {
      const w = min(cellWidth, width - x);
      const corner = <usize>y * width + x;
      if (mask) {
        copyUnmasked(data + (corner << 2), mask + corner, width, w, h, copy);
        measure(copy, <usize>w << 2, w, h, histogram);
      } else {
        measure(data + (corner << 2), <usize>width << 2, w, h, histogram);
      }
      store<f64>(levels, level);
      store<f64>(scatters, scatter);
      levels += 8;
      scatters += 8;
    }
  }
}
