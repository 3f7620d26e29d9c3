// Bilinear sampling of an image's window into the sums of a tile, by the rules of
// shared/core/tiles/bilinear.ts and with its arithmetic in its order: the same bits.

// The image: a window of its pixels, as float32, and what it counts.
let pixels: usize = 0;
/** pixels from row to row of the window */
let stride: i32 = 0;
/** of the window's first pixel */
let left: i32 = 0;
let bottom: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let weight: f64 = 0;
let at: f64 = 0;
let perX: f64 = 0;
let perY: f64 = 0;

/** The image that is added from now on. */
export function setImage(
  window: usize, windowStride: i32, x0: i32, y0: i32, imageWidth: i32, imageHeight: i32,
  imageWeight: f64, planeAt: f64, planePerX: f64, planePerY: f64,
): void {
  pixels = window;
  stride = windowStride;
  left = x0;
  bottom = y0;
  width = imageWidth;
  height = imageHeight;
  weight = imageWeight;
  at = planeAt;
  perX = planePerX;
  perY = planePerY;
}

export function clearSums(values: usize, weights: usize, count: i32): void {
  memory.fill(values, 0, <usize>count << 3);
  memory.fill(weights, 0, <usize>count << 2);
}

// @ts-ignore: decorator
@inline function isFiniteNumber(value: f64): bool {
  return value - value == 0;
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

/** The pixels at and to the right of a point, as doubles. */
// @ts-ignore: decorator
@inline function pairAt(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Two points beside each other. */
// @ts-ignore: decorator
@inline function addTwo(x: v128, y: v128, isInside: bool, value: usize, sum: usize): void {
  let isDone = isInside;
  if (!isDone) {
    const zero = f64x2.splat(0);
    const inX = v128.and(f64x2.ge(x, zero), f64x2.lt(x, f64x2.splat(<f64>(width - 1))));
    const inY = v128.and(f64x2.ge(y, zero), f64x2.lt(y, f64x2.splat(<f64>(height - 1))));
    isDone = i64x2.all_true(v128.and(inX, inY));
  }
  if (isDone) {
    const ix = i32x4.trunc_sat_f64x2_s_zero(x);
    const iy = i32x4.trunc_sat_f64x2_s_zero(y);
    const first = pixels + (<usize>((i32x4.extract_lane(iy, 0) - bottom) * stride + i32x4.extract_lane(ix, 0) - left) << 2);
    const second = pixels + (<usize>((i32x4.extract_lane(iy, 1) - bottom) * stride + i32x4.extract_lane(ix, 1) - left) << 2);
    const up = <usize>stride << 2;
    const low0 = pairAt(first);
    const low1 = pairAt(second);
    const high0 = pairAt(first + up);
    const high1 = pairAt(second + up);
    const a = v128.shuffle<f64>(low0, low1, 0, 2);
    const a1 = v128.shuffle<f64>(low0, low1, 1, 3);
    const b = v128.shuffle<f64>(high0, high1, 0, 2);
    const b1 = v128.shuffle<f64>(high0, high1, 1, 3);
    const fx = f64x2.sub(x, f64x2.convert_low_i32x4_s(ix));
    const fy = f64x2.sub(y, f64x2.convert_low_i32x4_s(iy));
    const lower = f64x2.add(a, f64x2.mul(fx, f64x2.sub(a1, a)));
    const upper = f64x2.sub(f64x2.add(b, f64x2.mul(fx, f64x2.sub(b1, b))), lower);
    const found = f64x2.add(lower, f64x2.mul(fy, upper));
    if (i64x2.all_true(f64x2.eq(f64x2.sub(found, found), f64x2.splat(0)))) {
      const sky = f64x2.sub(
        f64x2.sub(f64x2.sub(found, f64x2.splat(at)), f64x2.mul(f64x2.splat(perX), x)),
        f64x2.mul(f64x2.splat(perY), y),
      );
      v128.store(value, f64x2.add(v128.load(value), f64x2.mul(f64x2.splat(weight), sky)));
      const weights = f64x2.add(pairAt(sum), f64x2.splat(weight));
      v128.store64_lane(sum, f32x4.demote_f64x2_zero(weights), 0);
      return;
    }
  }
  addPoint(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0), value, sum);
  addPoint(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1), value + 8, sum + 4);
}

/**
 * The image at size × size points, an even number, whose places are in two arrays; `value` and
 * `sum` are those of the first, tileWidth of them in a row.
 */
export function addPoints(
  xs: usize, ys: usize, size: i32, isInside: bool, value: usize, sum: usize, tileWidth: i32,
): void {
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i += 2) {
      const k = <usize>(j * size + i) << 3;
      const to = <usize>(j * tileWidth + i);
      addTwo(v128.load(xs + k), v128.load(ys + k), isInside, value + (to << 3), sum + (to << 2));
    }
  }
}

/**
 * The same where the places are bicubic polynomials: 16 pairs of coefficients for x and y, and the
 * patch's first point is at (u, v0 + row) · h of its block. Row by row by forward differences, as
 * shared/core/tiles/patch.ts.
 */
export function addPatch(
  pairs: usize, u0: f64, v0: f64, h1: f64, size: i32, isInside: bool, value: usize, sum: usize, tileWidth: i32,
): void {
  const h = f64x2.splat(h1);
  const u = f64x2.splat(u0 * h1);
  const two = f64x2.splat(2);
  const three = f64x2.splat(3);
  const six = f64x2.splat(6);
  for (let j = 0; j < size; j++) {
    const v = f64x2.splat((v0 + <f64>j) * h1);
    const k0 = powers(pairs, v);
    const k1 = powers(pairs + 16, v);
    const k2 = powers(pairs + 32, v);
    const k3 = powers(pairs + 48, v);
    const cubed = f64x2.mul(f64x2.mul(three, k3), u);
    const c1 = f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(cubed, f64x2.mul(two, k2)), u), k1), h);
    const c2 = f64x2.mul(f64x2.mul(f64x2.add(cubed, k2), h), h);
    const c3 = f64x2.mul(f64x2.mul(f64x2.mul(k3, h), h), h);
    let place = f64x2.add(
      f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(k3, u), k2), u), k1), u),
      k0,
    );
    let d1 = f64x2.add(f64x2.add(c1, c2), c3);
    let d2 = f64x2.add(f64x2.mul(two, c2), f64x2.mul(six, c3));
    const d3 = f64x2.mul(six, c3);
    const to = <usize>(j * tileWidth);
    for (let i = 0; i < size; i += 2) {
      const first = place;
      place = f64x2.add(place, d1);
      d1 = f64x2.add(d1, d2);
      d2 = f64x2.add(d2, d3);
      const x = v128.shuffle<f64>(first, place, 0, 2);
      const y = v128.shuffle<f64>(first, place, 1, 3);
      const k = to + <usize>i;
      addTwo(x, y, isInside, value + (k << 3), sum + (k << 2));
      place = f64x2.add(place, d1);
      d1 = f64x2.add(d1, d2);
      d2 = f64x2.add(d2, d3);
    }
  }
}

/** ((k₁₂ v + k₈) v + k₄) v + k₀ of both polynomials. */
// @ts-ignore: decorator
@inline function powers(pairs: usize, v: v128): v128 {
  const high = f64x2.add(f64x2.mul(v128.load(pairs, 12 * 16), v), v128.load(pairs, 8 * 16));
  const middle = f64x2.add(f64x2.mul(high, v), v128.load(pairs, 4 * 16));
  return f64x2.add(f64x2.mul(middle, v), v128.load(pairs));
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
