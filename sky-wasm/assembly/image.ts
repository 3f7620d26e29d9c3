// The image that is sampled: a window of its pixels, as float32, and the plane of its background.
export let pixels: usize = 0;
/** pixels from row to row of the window */
export let stride: i32 = 0;
/** of the window's first pixel */
export let left: i32 = 0;
export let bottom: i32 = 0;
export let width: i32 = 0;
export let height: i32 = 0;
/** what is subtracted */
export let at: f64 = 0;
export let perX: f64 = 0;
export let perY: f64 = 0;
// The same for two points: what a loop would have to double again and again.
let atTwo: v128 = f64x2(0, 0);
let perXTwo: v128 = f64x2(0, 0);
let perYTwo: v128 = f64x2(0, 0);
let strideTwo: v128 = f64x2(0, 0);
/** where pixel (0, 0) is, or would be */
let origin: usize = 0;

/** The image that is added from now on. */
export function setImage(
  window: usize, windowStride: i32, x0: i32, y0: i32, imageWidth: i32, imageHeight: i32,
  planeAt: f64, planePerX: f64, planePerY: f64,
): void {
  pixels = window;
  stride = windowStride;
  left = x0;
  bottom = y0;
  width = imageWidth;
  height = imageHeight;
  at = planeAt;
  perX = planePerX;
  perY = planePerY;
  atTwo = f64x2.splat(at);
  perXTwo = f64x2.splat(perX);
  perYTwo = f64x2.splat(perY);
  strideTwo = f64x2.splat(<f64>stride);
  origin = pixels - (<usize>(bottom * stride + left) << 2);
}

// @ts-ignore: decorator
@inline export function isFiniteNumber(value: f64): bool {
  return value - value == 0;
}

/** The pixels at and to the right of a point, as doubles. */
// @ts-ignore: decorator
@inline export function pairAt(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Whether both points lie between centres of the image's pixels. */
// @ts-ignore: decorator
@inline export function areInside(x: v128, y: v128): bool {
  const zero = f64x2.splat(0);
  const inX = v128.and(f64x2.ge(x, zero), f64x2.lt(x, f64x2.splat(<f64>(width - 1))));
  const inY = v128.and(f64x2.ge(y, zero), f64x2.lt(y, f64x2.splat(<f64>(height - 1))));
  return i64x2.all_true(v128.and(inX, inY));
}

/** The bilinear values at two points between centres of pixels. */
// @ts-ignore: decorator
@inline export function bilinearTwo(x: v128, y: v128): v128 {
  const x0 = f64x2.floor(x);
  const y0 = f64x2.floor(y);
  return bilinearBetween(x0, y0, f64x2.sub(x, x0), f64x2.sub(y, y0));
}

/** The same from the pixels to the lower left of them, and how far they are from these. */
// @ts-ignore: decorator
@inline export function bilinearBetween(x0: v128, y0: v128, fx: v128, fy: v128): v128 {
  // a whole number added to 1.5 · 2^52 stands in the last bits
  const places = f64x2.add(f64x2.add(f64x2.mul(y0, strideTwo), x0), f64x2.splat(6755399441055744));
  const first = origin + (<usize>i64x2.extract_lane(places, 0) << 2);
  const second = origin + (<usize>i64x2.extract_lane(places, 1) << 2);
  const up = <usize>stride << 2;
  const low0 = pairAt(first);
  const low1 = pairAt(second);
  const high0 = pairAt(first + up);
  const high1 = pairAt(second + up);
  const a = v128.shuffle<f64>(low0, low1, 0, 2);
  const a1 = v128.shuffle<f64>(low0, low1, 1, 3);
  const b = v128.shuffle<f64>(high0, high1, 0, 2);
  const b1 = v128.shuffle<f64>(high0, high1, 1, 3);
  const lower = f64x2.add(a, f64x2.mul(fx, f64x2.sub(a1, a)));
  const upper = f64x2.sub(f64x2.add(b, f64x2.mul(fx, f64x2.sub(b1, b))), lower);
  return f64x2.add(lower, f64x2.mul(fy, upper));
}

/** Whether both are neither NaN nor infinite. */
// @ts-ignore: decorator
@inline export function areFinite(values: v128): bool {
  return !v128.any_true(f64x2.ne(f64x2.sub(values, values), f64x2.splat(0)));
}

/** Two values less the background at their points. */
// @ts-ignore: decorator
@inline export function lessPlane(values: v128, x: v128, y: v128): v128 {
  return f64x2.sub(
    f64x2.sub(f64x2.sub(values, atTwo), f64x2.mul(perXTwo, x)),
    f64x2.mul(perYTwo, y),
  );
}
