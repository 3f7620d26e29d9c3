// What the member pixels of a source say in the image in which it is measured, which need not be
// that in which it was found.
import { gain, gainVariance, image, varianceAt, width } from "./field";

/** Float64 of a row of results. */
// @ts-ignore: decorator
@inline const RESULTS: usize = 13;
/** Areas are counted above this many levels. */
// @ts-ignore: decorator
@inline const LEVELS: i32 = 8;
/** A Gaussian is fitted to pixels above this part of the brightest (found by trying). */
// @ts-ignore: decorator
@inline const CORE: f64 = 0.2;

let labels: usize = 0;
/** a bit a pixel: of no source's own, as what cleaning gave to it; address 0: none */
let given: usize = 0;
/** one byte a pixel, not 0: saturated; address 0: none */
let saturated: usize = 0;
let number: i32 = 0;
let left: i32 = 0;
let right: i32 = 0;

/**
 * The next column from i on, up to `right`, of a member pixel in the row of labels; right + 1 where
 * there is none. Most of a box is no member: four columns at a time.
 */
// @ts-ignore: decorator
@inline function nextMember(row: usize, i: i32): i32 {
  const own = i32x4.splat(number);
  const end = right;
  for (; i + 3 <= end; i += 4) {
    const found = i32x4.bitmask(i32x4.eq(v128.load(row + (<usize>i << 2)), own));
    if (found != 0) return i + ctz(found);
  }
  while (i <= end && load<i32>(row + (<usize>i << 2)) != number) i++;
  return i;
}

/** Whether a member pixel is one of the source's own. */
// @ts-ignore: decorator
@inline function isOwn(index: usize): bool {
  return given == 0 || (load<u8>(given + (index >> 3)) & (1 << (<u32>index & 7))) == 0;
}

/** Loads what a source needs all at once, so that its rows' waits for memory overlap. */
function touchSource(low: i32, high: i32): void {
  let all: u32 = 0;
  for (let j = low; j <= high; j++) {
    const at = (<usize>j * width + left) << 2;
    all |= load<u32>(labels + at) | load<u32>(image + at);
  }
  seen = all;
}

/** Loads that nothing depends on may be left out. */
let seen: u32 = 0;

/**
 * Sum and variance of the member pixels, brightest and area of its own, of the source whose box is
 * low .. high; `level` comes off every pixel.
 */
function gather(low: i32, high: i32, level: f64, noises: f64, threshold: f64, out: usize): f64 {
  let flux: f64 = 0;
  let noise: f64 = 0;
  let photons: f64 = 0;
  let peak: f64 = -Infinity;
  let area = 0;
  for (let j = low; j <= high; j++) {
    const start = <usize>j * width;
    const row = labels + (start << 2);
    for (let i = nextMember(row, left); i <= right; i = nextMember(row, i + 1)) {
      const value = <f64>load<f32>(image + ((start + i) << 2)) - level;
      const variance = varianceAt(start + i);
      flux += value;
      noise += variance;
      if (value + level > 0) photons += (value + level) * variance;
      if (!isOwn(start + i)) continue;
      peak = max(peak, value);
      if (noises > 0 ? value + level > noises * Math.sqrt(variance) : value > threshold) area++;
    }
  }
  if (gain > 0) noise += gainVariance > 0 ? photons / (gain * gainVariance) : max(0.0, flux) / gain;
  store<f64>(out, flux);
  store<f64>(out, noise, 8);
  store<f64>(out, peak, 16);
  store<f64>(out, <f64>area, 24);
  return peak;
}

/**
 * Areas above levels from the threshold to the peak, in even steps or in even ratios. The local
 * background is off the levels, not off the pixels (found from SExtractor's ISO columns).
 */
function countLevels(low: i32, high: i32, threshold: f64, peak: f64, even: bool, out: usize): void {
  memory.fill(out, 0, LEVELS << 3);
  if (!(peak > threshold) || !(even || threshold > 0)) return;
  const ratio = Math.pow(peak / threshold, 1 / <f64>LEVELS);
  const step = (peak - threshold) / <f64>LEVELS;
  for (let j = low; j <= high; j++) {
    const start = <usize>j * width;
    const row = labels + (start << 2);
    for (let i = nextMember(row, left); i <= right; i = nextMember(row, i + 1)) {
      if (!isOwn(start + i)) continue;
      const value = <f64>load<f32>(image + ((start + i) << 2));
      let above = threshold;
      for (let n: usize = 0; n < <usize>LEVELS && value > above; n++) {
        store<f64>(out + (n << 3), load<f64>(out + (n << 3)) + 1);
        above = even ? above + step : above * ratio;
      }
    }
  }
}

/**
 * Slope of ln I along r^2, pixels weighted by I^2, over the core of the source without saturated
 * pixels: negative where it falls. Of one pixel rounding alone decides; in this order of products
 * it does as SExtractor's (found from 650 such cores). NaN where the determinant is 0.
 */
function slopeOfCore(low: i32, high: i32, level: f64, threshold: f64, peak: f64, x: f64, y: f64): f64 {
  const least = max(threshold, CORE * peak);
  let w: f64 = 0, wr: f64 = 0, wl: f64 = 0, wrr: f64 = 0, wrl: f64 = 0;
  for (let j = low; j <= high; j++) {
    const start = <usize>j * width;
    const row = labels + (start << 2);
    const dy = <f64>j - y;
    for (let i = nextMember(row, left); i <= right; i = nextMember(row, i + 1)) {
      const value = <f64>load<f32>(image + ((start + i) << 2)) - level;
      if (!(value > least) || !isOwn(start + i) || (saturated != 0 && load<u8>(saturated + start + i) != 0)) continue;
      const dx = <f64>i - x;
      const r2 = dx * dx + dy * dy;
      const logarithm = Math.log(value);
      const weight = value * value;
      w += weight;
      wr += weight * r2;
      wl += weight * logarithm;
      wrr += weight * (r2 * r2);
      wrl += weight * (r2 * logarithm);
    }
  }
  const determinant = w * wrr - wr * wr;
  return determinant != 0 ? (w * wrl - wr * wl) / determinant : NaN;
}

// @ts-ignore: decorator
@inline function at(column: usize, k: i32): f64 {
  return load<f64>(column + (<usize>k << 3));
}

/**
 * For n sources 13 float64 each: sum of the pixels and its variance; the brightest; how many lie
 * above `noises` times their own noise, or where that is 0 above `thresholds`; how many above each
 * of 8 levels from the threshold to the brightest, in even steps with `even`, else in even ratios;
 * and 1 / sigma^2 of a Gaussian core (0 and less where the light does not fall), NaN where there is
 * none. Areas and core only with `areas`. `map`: int32 a pixel; `apart`: a bit a pixel, 1 where it
 * counts for the first two alone, address 0 for none; `full`: not 0 where a pixel is
 * saturated, so that it is not of the core, address 0 for none; the numbers of the sources and
 * their boxes (both ends included) are int32 columns; x, y, thresholds and local levels
 * float64 ones.
 */
export function isophotes(
  n: i32, map: usize, apart: usize, full: usize, numbers: usize, xmin: usize, xmax: usize, ymin: usize, ymax: usize, x: usize, y: usize,
  noises: f64, thresholds: usize, levels: usize, even: bool, areas: bool, results: usize,
): void {
  labels = map;
  given = apart;
  saturated = full;
  for (let k = 0; k < n; k++) {
    const box = <usize>k << 2;
    number = load<i32>(numbers + box);
    left = load<i32>(xmin + box);
    right = load<i32>(xmax + box);
    const low = load<i32>(ymin + box);
    const high = load<i32>(ymax + box);
    const level = at(levels, k);
    const threshold = at(thresholds, k);
    const out = results + (<usize>k * RESULTS << 3);
    memory.fill(out, 0, RESULTS << 3);
    touchSource(low, high);
    const peak = gather(low, high, level, noises, threshold, out);
    if (!areas) continue;
    countLevels(low, high, threshold, peak, even, out + 32);
    store<f64>(out, peak > 0 ? -2 * slopeOfCore(low, high, level, threshold, peak, at(x, k), at(y, k)) : NaN, 96);
  }
}
