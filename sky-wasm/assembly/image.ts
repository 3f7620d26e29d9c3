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
  return f64x2.add(lower, f64x2.mul(fy, upper));
}

/** Whether both are neither NaN nor infinite. */
// @ts-ignore: decorator
@inline export function areFinite(values: v128): bool {
  return i64x2.all_true(f64x2.eq(f64x2.sub(values, values), f64x2.splat(0)));
}

/** Two values less the background at their points. */
// @ts-ignore: decorator
@inline export function lessPlane(values: v128, x: v128, y: v128): v128 {
  return f64x2.sub(
    f64x2.sub(f64x2.sub(values, f64x2.splat(at)), f64x2.mul(f64x2.splat(perX), x)),
    f64x2.mul(f64x2.splat(perY), y),
  );
}
