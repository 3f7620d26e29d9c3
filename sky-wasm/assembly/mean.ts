// Bilinear sampling of an image's window into the sums of a mosaic, by the rules of
// shared/core/mosaics/bilinear.ts and with its arithmetic in its order: the same bits. Of each
// pixel the canvas has a sum and, for each 32 images, a word that says which of them have a value.
import {
  areFinite, areInside, at, bilinearBetween, bottom, height, isFiniteNumber, left, lessPlane, perX,
  perY, pixels, stride, width,
} from './image';
import { eachPatchPoint, eachPoint, OfMosaic } from './patch';

/** Image pixels: a point this near to a centre is at it. */
const AT_CENTRE: f64 = 1e-6;
/** Less than half of a point's share, but for rounding. */
const LEAST_SHARE: f64 = 0.5 - 1e-9;
/** NaN, as a float32's bits. */
const NOTHING: i32 = 0x7fc00000;

/** What values are multiplied by. */
let factor: f64 = 1;
let factorTwo: v128 = f64x2(1, 1);
/** The image's bit. */
let bit: u32 = 0;

export function setBit(imageBit: u32): void {
  bit = imageBit;
}

// @ts-ignore: decorator
@inline function snapped(x: v128): v128 {
  const near = f64x2.floor(f64x2.add(x, f64x2.splat(0.5)));
  const isAt = f64x2.lt(f64x2.abs(f64x2.sub(x, near)), f64x2.splat(AT_CENTRE));
  return v128.bitselect(near, x, isAt);
}

/** Of the pixels around a point those that have a value. */
function addSome(px: f64, py: f64, value: usize, word: usize): void {
  if (!(px >= -0.5 && py >= -0.5 && px <= <f64>width - 0.5 && py <= <f64>height - 0.5)) return;
  const x0 = <i32>Math.floor(px);
  const y0 = <i32>Math.floor(py);
  let share: f64 = 0;
  let sum: f64 = 0;
  for (let iy = max(0, y0); iy <= min(height - 1, y0 + 1); iy++) {
    for (let ix = max(0, x0); ix <= min(width - 1, x0 + 1); ix++) {
      const part = (1 - Math.abs(px - <f64>ix)) * (1 - Math.abs(py - <f64>iy));
      const pixel = <f64>load<f32>(pixels + (<usize>((iy - bottom) * stride + ix - left) << 2));
      if (!(part > 0 && isFiniteNumber(pixel))) continue;
      share += part;
      sum += part * pixel;
    }
  }
  if (!(share >= LEAST_SHARE)) return;
  const found = sum / share - at - perX * px - perY * py;
  if (!isFiniteNumber(found)) return;
  store<f64>(value, load<f64>(value) + found * factor);
  store<u32>(word, load<u32>(word) | bit);
}

/** Whether one of two points may be at a centre; told from how far they are behind a pixel. */
// @ts-ignore: decorator
@inline function mayBeAtCentre(fx: v128, fy: v128): bool {
  const half = f64x2.splat(0.5);
  const most = f64x2.splat(0.5 - 2 * AT_CENTRE);
  const inX = f64x2.gt(f64x2.abs(f64x2.sub(fx, half)), most);
  return v128.any_true(v128.or(inX, f64x2.gt(f64x2.abs(f64x2.sub(fy, half)), most)));
}

/** Two points beside each other. */
// @ts-ignore: decorator
@inline export function addTwoToMean(x0: v128, y0: v128, isInside: bool, value: usize, word: usize): void {
  let x = x0;
  let y = y0;
  let left = f64x2.floor(x);
  let low = f64x2.floor(y);
  let fx = f64x2.sub(x, left);
  let fy = f64x2.sub(y, low);
  if (mayBeAtCentre(fx, fy)) {
    x = snapped(x);
    y = snapped(y);
    left = f64x2.floor(x);
    low = f64x2.floor(y);
    fx = f64x2.sub(x, left);
    fy = f64x2.sub(y, low);
  }
  if (isInside || areInside(x, y)) {
    const found = bilinearBetween(left, low, fx, fy);
    if (areFinite(found)) {
      const sky = lessPlane(found, x, y);
      v128.store(value, f64x2.add(v128.load(value), f64x2.mul(sky, factorTwo)));
      const bits = (<u64>bit << 32) | <u64>bit;
      store<u64>(word, load<u64>(word) | bits);
      return;
    }
  }
  addSome(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0), value, word);
  addSome(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1), value + 8, word + 4);
}

/** Points of a canvas, see patch.ts: `value` and `word` are of the first one. */
export function addMeanPoints(
  xs: usize, ys: usize, size: i32, by: f64, value: usize, word: usize, across: i32,
): void {
  factor = by;
  factorTwo = f64x2.splat(by);
  eachPoint<OfMosaic>(xs, ys, size, false, value, word, across);
}

export function addMeanPatch(
  pairs: usize, u0: f64, v0: f64, h1: f64, size: i32, isInside: bool, by: f64, value: usize, word: usize, across: i32,
): void {
  factor = by;
  factorTwo = f64x2.splat(by);
  eachPatchPoint<OfMosaic>(pairs, u0, v0, h1, size, isInside, value, word, across);
}

/**
 * The means of a row of pixels as float32, NaN where no image has a value. `words`: of the first
 * plane of `planes`, each of which follows the one before by `planeBytes`. `out` may be where the
 * sums are, or before. `changes` gets the places of the pixels whose words are not those of the
 * pixel before, the first one's among them; answers how many.
 */
export function meanRow(
  sums: usize, words: usize, planes: i32, planeBytes: usize, count: i32, out: usize, changes: usize,
): i32 {
  let found = 0;
  let images = 0;
  for (let i = 0; i < count; i++) {
    // Four pixels of the same images as the one before, mostly.
    while (i > 0 && i + 4 <= count && areAlike(words + (<usize>i << 2), planes, planeBytes)) {
      meansOfFour(sums + (<usize>i << 3), images, out + (<usize>i << 2));
      i += 4;
    }
    if (i == count) break;
    let isOther = i == 0;
    images = 0;
    for (let plane = 0; plane < planes; plane++) {
      const word = words + <usize>plane * planeBytes + (<usize>i << 2);
      const set = load<u32>(word);
      images += popcnt<u32>(set);
      if (i > 0 && set != load<u32>(word - 4)) isOther = true;
    }
    if (isOther) {
      store<i32>(changes + (<usize>found << 2), i);
      found++;
    }
    const mean = load<f64>(sums + (<usize>i << 3)) / <f64>images;
    if (images > 0) store<f32>(out + (<usize>i << 2), <f32>mean);
    else store<i32>(out + (<usize>i << 2), NOTHING);
  }
  return found;
}

/** Whether the words of four pixels are those of the pixel before. */
// @ts-ignore: decorator
@inline function areAlike(word: usize, planes: i32, planeBytes: usize): bool {
  for (let plane = 0; plane < planes; plane++, word += planeBytes) {
    const before = v128.load32_splat(word - 4);
    if (!i32x4.all_true(i32x4.eq(v128.load(word), before))) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline function meansOfFour(sums: usize, images: i32, out: usize): void {
  if (images == 0) {
    v128.store(out, i32x4.splat(NOTHING));
    return;
  }
  const number = f64x2.splat(<f64>images);
  const low = f32x4.demote_f64x2_zero(f64x2.div(v128.load(sums), number));
  const high = f32x4.demote_f64x2_zero(f64x2.div(v128.load(sums, 16), number));
  v128.store(out, v128.shuffle<f64>(low, high, 0, 2));
}
