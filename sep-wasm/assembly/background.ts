// Level and scatter of the sky in each cell of a mesh (Bertin & Arnouts 1996, section 3): the
// histogram of the cell's
// pixels is clipped at 3 sigma about its median until sigma stands still; then the level is the
// mode, estimated as
// 2.5 median - 1.5 mean, or the median itself where mean and median are more than 0.3 sigma apart
// (a crowded cell).
//
// What the papers leave open (width and number of the bins, first clip, rounding) was found by
// comparing with SEP and
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

/** Sums over pixels of a cell: of how many, and by powers of what they are above `origin`. */
@unmanaged
class Sums {
  origin: f64;
  /** four int32, counts of pixels taken four by four */
  counts: v128;
  /** two float64 each */
  sum: v128;
  square: v128;
  /** of pixels taken one by one */
  tailCount: i32;
  tailSum: f64;
  tailSquare: f64;
}

/** of one cell */
let cellSums: Sums = changetype<Sums>(0);

function forget(sums: Sums, origin: f32): void {
  sums.origin = <f64>origin;
  sums.counts = i32x4.splat(0);
  sums.sum = f64x2.splat(0);
  sums.square = f64x2.splat(0);
  sums.tailCount = 0;
  sums.tailSum = 0;
  sums.tailSquare = 0;
}

/** Adds the pixels within [low, high] of a row. */
// @ts-ignore: decorator
@inline function addPixels(sums: Sums, row: usize, width: i32, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const origins = f64x2.splat(sums.origin);
  let counts = sums.counts;
  let sum = sums.sum;
  let square = sums.square;
  const whole = width & ~3;
  let x = 0;
  for (; x < whole; x += 4) {
    const v = v128.load(row + (<usize>x << 2));
    const good = v128.and(f32x4.ge(v, lows), f32x4.le(v, highs));
    counts = i32x4.sub(counts, good);
    // subtracted in float64, where it is exact: a sigma that is off by its last float32 bit moves
    // pixels between bins
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
      const d = <f64>v - sums.origin;
      sums.tailCount++;
      sums.tailSum += d;
      sums.tailSquare += d * d;
    }
  }
  sums.counts = counts;
  sums.sum = sum;
  sums.square = square;
}

/** Adds all pixels of a row: the sums come out NaN when one is not finite. */
// @ts-ignore: decorator
@inline function addFinite(sums: Sums, row: usize, width: i32): void {
  const origins = f64x2.splat(sums.origin);
  let sum = sums.sum;
  let square = sums.square;
  const whole = width & ~3;
  for (let x = 0; x < whole; x += 4) {
    const v = v128.load(row + (<usize>x << 2));
    const a = f64x2.sub(f64x2.promote_low_f32x4(v), origins);
    const b = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)), origins);
    sum = f64x2.add(sum, f64x2.add(a, b));
    square = f64x2.add(square, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
  }
  for (let x = whole; x < width; x++) {
    const d = <f64>load<f32>(row + (<usize>x << 2)) - sums.origin;
    sums.tailSum += d;
    sums.tailSquare += d * d;
  }
  sums.tailCount += width;
  sums.sum = sum;
  sums.square = square;
}

/** Whether no pixel that was added was infinite or NaN. */
function isFinite(sums: Sums): bool {
  const all = sums.tailSum + f64x2.extract_lane(sums.sum, 0) + f64x2.extract_lane(sums.sum, 1);
  return all - all == 0;
}

/** Count, mean and sigma of what was added, set in the module's variables. */
function setMoments(sums: Sums): void {
  const counts = sums.counts;
  count = <f64>(
    sums.tailCount +
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
  if (count == 0) return;
  const shift = (sums.tailSum + f64x2.extract_lane(sums.sum, 0) + f64x2.extract_lane(sums.sum, 1)) / count;
  const spread =
    (sums.tailSquare + f64x2.extract_lane(sums.square, 0) + f64x2.extract_lane(sums.square, 1)) / count;
  mean = sums.origin + shift;
  sigma = Math.sqrt(max(spread - shift * shift, 0));
}

/** Count, mean and sigma of the pixels within [low, high], set in the module's variables. */
function moments(data: usize, stride: usize, width: i32, height: i32, origin: f32, low: f32, high: f32): void {
  forget(cellSums, origin);
  for (let y = 0; y < height; y++) addPixels(cellSums, data + <usize>y * stride, width, low, high);
  setMoments(cellSums);
}

// @ts-ignore: decorator
@inline function add(histogram: usize, bin: u32): void {
  const address = histogram + (<usize>bin << 2);
  store<u32>(address, load<u32>(address) + 1);
}

/**
 * Count the pixels into bins 0..bins-1; what lies outside, NaN included, goes to bin number `bins`.
 */
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

/**
 * Bins are summed up in blocks, so that whole blocks can be stepped over. All sums are whole
 * numbers: exact in any order.
 */
// @ts-ignore: decorator
@inline const BLOCK: i32 = 64;

/** float64 per block of bins: pixels, and their first and second moments in bins. */
let blocks: usize = 0;

// @ts-ignore: decorator
@inline function blockOf(bin: i32): usize {
  return blocks + <usize>(bin / BLOCK) * 24;
}

// what the histogram's bins within the clip sum up to, and what lies below `middle`
let total: f64 = 0;
let first: f64 = 0;
let second: f64 = 0;
let below: f64 = 0;

/** Sum up all blocks; those of the last are padded with empty bins. */
function sumBlocks(histogram: usize, bins: i32): void {
  store<u32>(histogram + (<usize>bins << 2), 0); // pixels outside
  memory.fill(histogram + (<usize>bins << 2), 0, <usize>((BLOCK - bins % BLOCK) % BLOCK) << 2);
  total = first = second = 0;
  for (let bin = 0; bin < bins; bin += BLOCK) {
    let n = i32x4.splat(0);
    let moment = f64x2.splat(0);
    let square = f64x2.splat(0);
    let low = f64x2(<f64>bin, <f64>(bin + 1));
    let high = f64x2(<f64>(bin + 2), <f64>(bin + 3));
    const end = histogram + (<usize>(bin + BLOCK) << 2);
    for (let address = histogram + (<usize>bin << 2); address < end; address += 16) {
      const v = v128.load(address);
      n = i32x4.add(n, v);
      const left = f64x2.mul(f64x2.convert_low_i32x4_u(v), low);
      const right = f64x2.mul(f64x2.convert_low_i32x4_u(v128.shuffle<i64>(v, v, 1, 1)), high);
      moment = f64x2.add(moment, f64x2.add(left, right));
      square = f64x2.add(square, f64x2.add(f64x2.mul(left, low), f64x2.mul(right, high)));
      low = f64x2.add(low, f64x2.splat(4));
      high = f64x2.add(high, f64x2.splat(4));
    }
    const pixels = <f64>(
      <u32>i32x4.extract_lane(n, 0) + <u32>i32x4.extract_lane(n, 1) +
      <u32>i32x4.extract_lane(n, 2) + <u32>i32x4.extract_lane(n, 3)
    );
    const block = blockOf(bin);
    store<f64>(block, pixels);
    store<f64>(block, f64x2.extract_lane(moment, 0) + f64x2.extract_lane(moment, 1), 8);
    store<f64>(block, f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1), 16);
    total += pixels;
    first += load<f64>(block, 8);
    second += load<f64>(block, 16);
  }
}

/** Put bins from <= bin < to in (sign 1) or take them out (sign -1). */
function shift(histogram: usize, from: i32, to: i32, sign: f64, isBelow: bool): void {
  let bin = from;
  while (bin < to) {
    let pixels: f64;
    if (bin % BLOCK == 0 && bin + BLOCK <= to) {
      const block = blockOf(bin);
      pixels = load<f64>(block);
      first += sign * load<f64>(block, 8);
      second += sign * load<f64>(block, 16);
      bin += BLOCK;
    } else {
      pixels = at(histogram, bin);
      const moment = pixels * <f64>bin;
      first += sign * moment;
      second += sign * moment * <f64>bin;
      bin++;
    }
    total += sign * pixels;
    if (isBelow) below += sign * pixels;
  }
}

/** Clip the histogram; sets level and scatter, in bins. */
function clip(histogram: usize, bins: i32): void {
  sumBlocks(histogram, bins);
  let low = 0;
  let high = bins - 1;
  // the median lies at the boundary before bin `middle`, where as many pixels lie below (`below`)
  // as above, up to what
  // is left of one bin
  let middle = 0;
  below = 0;
  let before: f64 = 10 * <f64>bins;
  for (let pass = 0; pass < 100 && total > 0; pass++) {
    const average = first / total;
    const now = Math.sqrt(max(second / total - average * average, 0));
    while (middle > low && 2 * below - at(histogram, middle - 1) >= total) {
      middle--;
      below -= at(histogram, middle);
    }
    while (middle <= high) {
      if (middle % BLOCK == 0 && middle + BLOCK <= high) {
        // where less than half lies below the block's end, so it does at each of its bins
        const end = below + load<f64>(blockOf(middle));
        if (2 * end < total) {
          below = end;
          middle += BLOCK;
          continue;
        }
      }
      if (!(2 * below + at(histogram, middle) < total)) break;
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
    shift(histogram, low, newLow, -1, true);
    shift(histogram, newLow, low, 1, true);
    shift(histogram, newHigh + 1, high + 1, -1, false);
    shift(histogram, high + 1, newHigh + 1, 1, false);
    low = newLow;
    high = newHigh;
  }
}

/** A pixel of the cell: sums about it, not about 0, keep their digits when the level is large. */
function originOf(data: usize, stride: usize, height: i32): f32 {
  for (let y = 0; y < height; y++) {
    const value = load<f32>(data + <usize>y * stride);
    if (abs(value) <= LARGEST) return value;
  }
  return 0;
}

/** Moments of all good pixels; false where fewer than half of the cell are good. */
function allMoments(data: usize, stride: usize, width: i32, height: i32, origin: f32): bool {
  level = NaN;
  scatter = NaN;
  moments(data, stride, width, height, origin, -LARGEST, LARGEST);
  return isEnough(width, height);
}

/** Whether at least half of the pixels of a cell were good. */
// @ts-ignore: decorator
@inline function isEnough(width: i32, height: i32): bool {
  return count > 0 && count >= 0.5 * <f64>width * <f64>height;
}

/**
 * Sums over all good pixels of each of a row of cells, row of pixels by row: the first look at them
 * goes through memory in its order.
 */
function sumBand(data: usize, width: i32, height: i32, cellWidth: i32, bands: usize): void {
  const stride = <usize>width << 2;
  for (let x = 0, cell = bands; x < width; x += cellWidth, cell += offsetof<Sums>()) {
    forget(changetype<Sums>(cell), originOf(data + (<usize>x << 2), stride, height));
  }
  for (let y = 0; y < height; y++) {
    const row = data + <usize>y * stride;
    for (let x = 0, cell = bands; x < width; x += cellWidth, cell += offsetof<Sums>()) {
      addFinite(changetype<Sums>(cell), row + (<usize>x << 2), min(cellWidth, width - x));
    }
  }
  for (let x = 0, cell = bands; x < width; x += cellWidth, cell += offsetof<Sums>()) {
    const sums = changetype<Sums>(cell);
    if (isFinite(sums)) continue;
    forget(sums, <f32>sums.origin);
    for (let y = 0; y < height; y++) {
      const row = data + <usize>y * stride + (<usize>x << 2);
      addPixels(sums, row, min(cellWidth, width - x), -LARGEST, LARGEST);
    }
  }
}

/**
 * Level and scatter of one cell, of whose good pixels there are sums; the level is NaN where fewer
 * than half of the pixels are good.
 */
function measure(data: usize, stride: usize, width: i32, height: i32, sums: Sums, histogram: usize): void {
  const origin = <f32>sums.origin;
  level = NaN;
  scatter = NaN;
  setMoments(sums);
  if (!isEnough(width, height)) return;
  moments(data, stride, width, height, origin, <f32>(mean - FIRST_CLIP * sigma), <f32>(mean + FIRST_CLIP * sigma));
  measureHistogram(data, stride, width, height, histogram);
}

/** The same of the histogram of pixels, whose range the moments give. */
function measureHistogram(data: usize, stride: usize, width: i32, height: i32, histogram: usize): void {
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

/**
 * Level and scatter of a cell of a map beside an image: the range is that of the pixels which the
 * first clip leaves in both, and the histogram has those that the image's own would have. All three
 * `width` x `height` without gaps; `chosen` is room for them.
 */
function measureBeside(image: usize, map: usize, chosen: usize, width: i32, height: i32, histogram: usize): void {
  const stride = <usize>width << 2;
  const pixels = <usize>width * height;
  const origin = originOf(image, stride, height);
  if (!allMoments(image, stride, width, height, origin)) return;
  const low = <f32>(mean - FIRST_CLIP * sigma);
  const high = <f32>(mean + FIRST_CLIP * sigma);
  moments(image, stride, width, height, origin, low, high);
  const floor = <f32>(mean - HALF_RANGE * sigma);
  const ceiling = <f32>(mean + HALF_RANGE * sigma);

  const mapOrigin = originOf(map, stride, height);
  if (!allMoments(map, stride, width, height, mapOrigin)) return;
  const mapLow = <f32>(mean - FIRST_CLIP * sigma);
  const mapHigh = <f32>(mean + FIRST_CLIP * sigma);
  copyWithin(map, image, pixels, low, high, chosen);
  moments(chosen, stride, width, height, mapOrigin, mapLow, mapHigh);
  copyWithin(map, image, pixels, floor, ceiling, chosen);
  measureHistogram(chosen, stride, width, height, histogram);
}

/** Copy a map's pixels, NaN where the image is not within low..high. */
function copyWithin(map: usize, image: usize, pixels: usize, low: f32, high: f32, out: usize): void {
  const end = pixels << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const value = load<f32>(image + at);
    store<f32>(out + at, value >= low && value <= high ? load<f32>(map + at) : f32.NaN);
  }
}

/** Copy one cell, NaN where the mask, if there is one, is not 0. */
function copyUnmasked(data: usize, mask: usize, width: i32, cellWidth: i32, cellHeight: i32, out: usize): void {
  for (let y = 0; y < cellHeight; y++) {
    for (let x = 0; x < cellWidth; x++) {
      const at = <usize>y * width + x;
      store<f32>(out, mask && load<u8>(mask + at) ? f32.NaN : load<f32>(data + (at << 2)));
      out += 4;
    }
  }
}

/**
 * Level and scatter of every cell, float64, row by row; NaN in cells with too few good pixels.
 * `mask` is 0 or one byte a pixel, not 0 for bad; `image` is 0, or data is a map beside it.
 */
export function measureMesh(
  data: usize, mask: usize, image: usize, width: i32, height: i32, cellWidth: i32, cellHeight: i32, levels: usize, scatters: usize,
): void {
  const histogram = scratchBytes((MAX_BINS + BLOCK) << 2);
  blocks = scratchBytes((MAX_BINS / BLOCK) * 24);
  const bytes = <usize>min(cellWidth, width) * <usize>min(cellHeight, height) * 4;
  const copy = mask || image ? scratchBytes(3 * bytes) : 0;
  cellSums = changetype<Sums>(scratchBytes(offsetof<Sums>()));
  const bands = scratchBytes(<u64>((width + cellWidth - 1) / cellWidth) * offsetof<Sums>());
  for (let y = 0; y < height; y += cellHeight) {
    const h = min(cellHeight, height - y);
    if (!copy) sumBand(data + ((<usize>y * width) << 2), width, h, cellWidth, bands);
    for (let x = 0; x < width; x += cellWidth) {
      const w = min(cellWidth, width - x);
      const corner = <usize>y * width + x;
      const cellMask = mask ? mask + corner : 0;
      if (copy) copyUnmasked(data + (corner << 2), cellMask, width, w, h, copy);
      if (image) {
        copyUnmasked(image + (corner << 2), cellMask, width, w, h, copy + bytes);
        measureBeside(copy + bytes, copy, copy + 2 * bytes, w, h, histogram);
      } else if (mask) {
        sumBand(copy, w, h, w, bands);
        measure(copy, <usize>w << 2, w, h, changetype<Sums>(bands), histogram);
      } else {
        const sums = changetype<Sums>(bands + <usize>(x / cellWidth) * offsetof<Sums>());
        measure(data + (corner << 2), <usize>width << 2, w, h, sums, histogram);
      }
      store<f64>(levels, level);
      store<f64>(scatters, scatter);
      levels += 8;
      scatters += 8;
    }
  }
}
