// What is reckoned across the lanes of two registers, sixteen sub-rows, and of positions in them;
// and the upper lanes of float32.

/** Lanes 2 and 3 in the place of 0 and 1. */
// @ts-ignore: decorator
@inline export function upper(v: v128): v128 {
  return v128.shuffle<i64>(v, v, 1, 1);
}

/** Lanes 2 and 3 of float32 as float64. */
// @ts-ignore: decorator
@inline export function highHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(upper(v));
}

/** Float32 with this added keeps whole numbers in its low bits. */
// @ts-ignore: decorator
@inline const WHOLE: f32 = 12582912;

/** How far a position is from the nearest whole number. */
// @ts-ignore: decorator
@inline export function offWhole(position: v128): v128 {
  return f32x4.sub(position, f32x4.sub(f32x4.add(position, f32x4.splat(WHOLE)), f32x4.splat(WHOLE)));
}

/** The first whole number above each position, as int32. */
// @ts-ignore: decorator
@inline export function wholeAbove(position: v128): v128 {
  const rounded = f32x4.add(position, f32x4.splat(WHOLE));
  return i32x4.sub(
    i32x4.sub(rounded, f32x4.splat(WHOLE)), f32x4.ge(offWhole(position), f32x4.splat(0)));
}

/** The least (or greatest) lane of `a` in lanes 0 to 3 and that of `b` in lanes 4 to 7. */
// @ts-ignore: decorator
@inline export function halves(a: v128, b: v128, least: bool): v128 {
  const low = i64x2.shuffle(a, b, 0, 2);
  const high = i64x2.shuffle(a, b, 1, 3);
  let v = least ? i16x8.min_s(low, high) : i16x8.max_s(low, high);
  const w = i16x8.shuffle(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
  v = least ? i16x8.min_s(v, w) : i16x8.max_s(v, w);
  const u = i16x8.shuffle(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
  return least ? i16x8.min_s(v, u) : i16x8.max_s(v, u);
}

/** Sum over the sixteen lanes of the sub-pixels of a column that lie before each end. */
// @ts-ignore: decorator
@inline export function before(ends0: v128, ends1: v128, base: v128, whole: v128): i32 {
  const zero = i16x8.splat(0);
  const sum = i16x8.add(
    i16x8.min_s(whole, i16x8.max_s(zero, i16x8.sub(ends0, base))),
    i16x8.min_s(whole, i16x8.max_s(zero, i16x8.sub(ends1, base))));
  const fours = i32x4.dot_i16x8_s(sum, i16x8.splat(1));
  const twos = i32x4.add(fours, i32x4.shuffle(fours, fours, 2, 3, 0, 1));
  return i32x4.extract_lane(twos, 0) + i32x4.extract_lane(twos, 1);
}
