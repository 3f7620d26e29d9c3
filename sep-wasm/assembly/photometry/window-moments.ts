// Second moments and errors of a windowed position, in the window where its walk ended.
import { takeCircleRow } from "./circle-coverage";
import { countRow, first, fullFrom, fullTo, last } from "./coverage";
import { cx, cy, fromY, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { errors, gain, gainVariance, GOOD, kindOf, rowOf, variance, varianceAt, width } from "./field";
import { keepsRows, MARGIN, partOf, rewindRims, takeRim, window0, window1 } from "./window";

/**
 * Variance of a position inside its pixel, which SExtractor adds to each pixel's distance squared.
 */
// @ts-ignore: decorator
@inline const PIXEL_VARIANCE: f64 = 1.0 / 12.0;

// sums over the window's pixels: of the light, and of the variance of its weighted pixels, by
// powers of dx and dy
let light: f64 = 0;
let x1: f64 = 0;
let y1: f64 = 0;
let x2: f64 = 0;
let y2: f64 = 0;
let xy: f64 = 0;
let noise: f64 = 0;
let noiseXX: f64 = 0;
let noiseYY: f64 = 0;
let noiseXY: f64 = 0;

/** Bytes of a window's moments. */
// @ts-ignore: decorator
@inline export const MOMENTS_BYTES: usize = 64;

/**
 * Of the window that was summed last eight float64: the light sum(w I); x2, y2, xy of the light
 * about its centroid; the variances x, y and covariance of the position, 4 sum(w^2 v dx dy) /
 * sum(w I)^2 with v the background's variance and the light's own (SExtractor's manual); and the
 * light's variance, sum(w^2 v). Bad pixels are left out.
 */
export function gatherMoments(sigma: f64, samples: i32, out: usize): void {
  light = x1 = y1 = x2 = y2 = xy = 0;
  noise = noiseXX = noiseYY = noiseXY = 0;
  if (keepsRows && errors == 0) sumEasy(sigma, samples);
  else sumCareful(sigma, samples);
  store<f64>(out, light);
  store<f64>(out, noise, 56);
  if (light == 0) return;
  // SExtractor takes the sums themselves where it has given up (found from FLAGS_WIN)
  if (light > 0) {
    x1 /= light;
    y1 /= light;
  }
  const scale = 4 / (light * light);
  store<f64>(out, x2 / light - x1 * x1, 8);
  store<f64>(out, y2 / light - y1 * y1, 16);
  store<f64>(out, xy / light - x1 * y1, 24);
  store<f64>(out, (noiseXX + PIXEL_VARIANCE * noise) * scale, 32);
  store<f64>(out, (noiseYY + PIXEL_VARIANCE * noise) * scale, 40);
  store<f64>(out, noiseXY * scale, 48);
}

/** Any pixels. */
function sumCareful(sigma: f64, samples: i32): void {
  const r = 4 * sigma;
  const half = -0.5 / (sigma * sigma);
  const photons = gain > 0 ? 1 / gain : 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, (r + MARGIN) * (r + MARGIN));
    const to = zoneTo;
    if (samples > 0) countRow(j, 0, r, zoneFrom, to);
    const row = rowOf(j);
    const dy = <f64>j - cy;
    const weightY = Math.exp(dy * dy * half);
    for (let i = zoneFrom; i < to; i++) {
      const index = <usize>j * <usize>width + <usize>i;
      const value = load<f32>(row + (<usize>i << 2));
      if (kindOf(index, value, 0) != GOOD) continue;
      const weight = partOf(i, j, r) * weightY * load<f64>(window0 + (<usize>i << 3));
      const dx = <f64>i - cx;
      const weighted = weight * <f64>value;
      light += weighted;
      x1 += weighted * dx;
      y1 += weighted * dy;
      x2 += weighted * dx * dx;
      y2 += weighted * dy * dy;
      xy += weighted * dx * dy;
      const background = varianceAt(index);
      const own = gainVariance > 0 ? photons * (background / gainVariance) : photons;
      const share = weight * weight * (background + max(0.0, <f64>value) * own);
      noise += share;
      noiseXX += share * dx * dx;
      noiseYY += share * dy * dy;
      noiseXY += share * dx * dy;
    }
  }
}

/**
 * All pixels good, one variance, rows that the last step kept: of each sums by powers of dx, then
 * one step along y.
 */
function sumEasy(sigma: f64, samples: i32): void {
  const half = -0.5 / (sigma * sigma);
  const photons = gain > 0 ? 1 / gain : 0;
  const perSample = 1.0 / <f64>(samples * samples);
  rewindRims();
  for (let j = fromY; j < toY; j++) {
    takeCircleRow(j);
    const dy = <f64>j - cy;
    addRow(rowOf(j), dy, Math.exp(dy * dy * half), photons, perSample);
  }
}

/** Adds the row that was taken last, `dy` above the centre. */
// @ts-ignore: decorator
@inline function addRow(row: usize, dy: f64, weightY: f64, photons: f64, perSample: f64): void {
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0;
  let n0: f64 = 0, n1: f64 = 0, n2: f64 = 0;
  // the rim, and what is left of the pixels wholly inside when they are taken two by two
  const from = fullFrom;
  const to = fullFrom + ((fullTo - fullFrom) & ~1);
  for (let i = first == from && from < to ? to : first; i < last; i = i + 1 == from && from < to ? to : i + 1) {
    const part = i >= from && i < fullTo ? 1 : takeRim() * perSample;
    const value = <f64>load<f32>(row + (<usize>i << 2));
    const dx = <f64>i - cx;
    const w0 = part * load<f64>(window0 + (<usize>i << 3));
    const w1 = w0 * dx;
    const error = variance + max(0.0, value) * photons;
    s0 += w0 * value;
    s1 += w1 * value;
    s2 += w1 * dx * value;
    n0 += w0 * w0 * error;
    n1 += w0 * w1 * error;
    n2 += w1 * w1 * error;
  }
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let noises0 = f64x2.splat(0);
  let noises1 = f64x2.splat(0);
  let noises2 = f64x2.splat(0);
  let dx = f64x2(<f64>from - cx, <f64>(from + 1) - cx);
  for (let i = from; i < to; i += 2) {
    const v = f64x2.promote_low_f32x4(v128.load64_zero(row + (<usize>i << 2)));
    const w0 = v128.load(window0 + (<usize>i << 3));
    const w1 = v128.load(window1 + (<usize>i << 3));
    const weighted = f64x2.mul(w1, v);
    sums0 = f64x2.add(sums0, f64x2.mul(w0, v));
    sums1 = f64x2.add(sums1, weighted);
    sums2 = f64x2.add(sums2, f64x2.mul(weighted, dx));
    const error = f64x2.add(
      f64x2.splat(variance), f64x2.mul(f64x2.pmax(f64x2.splat(0), v), f64x2.splat(photons)));
    const e0 = f64x2.mul(w0, error);
    noises0 = f64x2.add(noises0, f64x2.mul(e0, w0));
    noises1 = f64x2.add(noises1, f64x2.mul(e0, w1));
    noises2 = f64x2.add(noises2, f64x2.mul(f64x2.mul(w1, error), w1));
    dx = f64x2.add(dx, f64x2.splat(2));
  }
  s0 += both(sums0);
  s1 += both(sums1);
  n0 += both(noises0);
  const square = weightY * weightY;
  light += weightY * s0;
  x1 += weightY * s1;
  y1 += weightY * dy * s0;
  x2 += weightY * (s2 + both(sums2));
  y2 += weightY * dy * dy * s0;
  xy += weightY * dy * s1;
  noise += square * n0;
  noiseXX += square * (n2 + both(noises2));
  noiseYY += square * dy * dy * n0;
  noiseXY += square * dy * (n1 + both(noises1));
}

// @ts-ignore: decorator
@inline function both(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
