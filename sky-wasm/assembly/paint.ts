// Bilinear sampling of an image's window into the sums of a tile, by the rules of
// shared/core/tiles/bilinear.ts and with its arithmetic in its order: the same bits.
import {
  areFinite, areInside, at, bilinearTwo, bottom, height, isFiniteNumber, left, lessPlane, pairAt,
  perX, perY, pixels, stride, width,
} from './image';
import { eachPatchPoint, eachPoint, OfTile } from './patch';

/** What the image counts. */
let weight: f64 = 0;

/** The weight of the image that is added from now on. */
export function setWeight(imageWeight: f64): void {
  weight = imageWeight;
}

export function clearSums(values: usize, weights: usize, count: i32): void {
  memory.fill(values, 0, <usize>count << 3);
  memory.fill(weights, 0, <usize>count << 2);
}

/** A point that may be at the border or beside missing pixels. */
function addPoint(px: f64, py: f64, value: usize, sum: usize): void {
  if (!(px >= -0.5 && px < <f64>width && py >= -0.5 && py < <f64>height)) return;
  const ix = <i32>px;
  const iy = <i32>py;
  const p = pixels + (<usize>((iy - bottom) * stride + ix - left) << 2);
  const right: usize = ix + 1 < width ? 4 : 0;
  const up: usize = iy + 1 < height ? <usize>stride << 2 : 0;
  let a = <f64>load<f32>(p);
  let b = <f64>load<f32>(p + right);
  let c = <f64>load<f32>(p + up);
  let d = <f64>load<f32>(p + up + right);
  if (!isFiniteNumber(a)) a = isFiniteNumber(b) ? b : isFiniteNumber(c) ? c : d;
  if (!isFiniteNumber(b)) b = a;
  if (!isFiniteNumber(c)) c = a;
  if (!isFiniteNumber(d)) d = a;
  const fx = px - <f64>ix;
  const lower = a + fx * (b - a);
  const found = lower + (py - <f64>iy) * (c + fx * (d - c) - lower);
  if (!isFiniteNumber(found)) return;
  const part: f64 = (px >= <f64>(width - 1) ? 0.5 : 1.0) * (py >= <f64>(height - 1) ? 0.5 : 1.0);
  const w = weight * part;
  if (!(w > 0)) return;
  store<f64>(value, load<f64>(value) + w * (found - at - perX * px - perY * py));
  store<f32>(sum, <f32>(<f64>load<f32>(sum) + w));
}

/** Two points beside each other. */
// @ts-ignore: decorator
@inline export function addTwo(x: v128, y: v128, isInside: bool, value: usize, sum: usize): void {
  if (isInside || areInside(x, y)) {
    const found = bilinearTwo(x, y);
    if (areFinite(found)) {
      const sky = lessPlane(found, x, y);
      v128.store(value, f64x2.add(v128.load(value), f64x2.mul(f64x2.splat(weight), sky)));
      const weights = f64x2.add(pairAt(sum), f64x2.splat(weight));
      v128.store64_lane(sum, f32x4.demote_f64x2_zero(weights), 0);
      return;
    }
  }
  addPoint(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0), value, sum);
  addPoint(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1), value + 8, sum + 4);
}

/** Points of a tile, see patch.ts: `value` and `sum` are its sums at the first one. */
export function addPoints(
  xs: usize, ys: usize, size: i32, isInside: bool, value: usize, sum: usize, tileWidth: i32,
): void {
  eachPoint<OfTile>(xs, ys, size, isInside, value, sum, tileWidth);
}

export function addPatch(
  pairs: usize, u0: f64, v0: f64, h1: f64, size: i32, isInside: bool, value: usize, sum: usize, tileWidth: i32,
): void {
  eachPatchPoint<OfTile>(pairs, u0, v0, h1, size, isInside, value, sum, tileWidth);
}

/**
 * sums / weights as float32, NaN where there is no weight; whether any has one. An even number of
 * pixels.
 */
export function means(values: usize, weights: usize, count: i32, out: usize): bool {
  const nothing = i32x4.splat(0x7fc00000);
  let some = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 2) {
    const weight = v128.load64_zero(weights + (i << 2));
    const mean = f32x4.demote_f64x2_zero(
      f64x2.div(v128.load(values + (i << 3)), f64x2.promote_low_f32x4(weight)),
    );
    const isThere = f32x4.gt(weight, f32x4.splat(0));
    some = v128.or(some, isThere);
    v128.store64_lane(out + (i << 2), v128.bitselect(mean, nothing, isThere), 0);
  }
  return v128.any_true(some);
}
