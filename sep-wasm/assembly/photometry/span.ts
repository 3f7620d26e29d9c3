// Sums along a stretch of a row of float32 pixels, in float64.

/** Sum of pixels from <= i < to of the row at `row`. */
export function sumSpan(row: usize, from: i32, to: i32): f64 {
  let i = from;
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (; i + 4 <= to; i += 4) {
    const v = v128.load(row + (<usize>i << 2));
    even = f64x2.add(even, f64x2.promote_low_f32x4(v));
    odd = f64x2.add(odd, f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)));
  }
  even = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
  for (; i < to; i++) sum += <f64>load<f32>(row + (<usize>i << 2));
  return sum;
}

/** 0 where all the pixels from <= i < to are finite, else NaN. */
// @ts-ignore: decorator
@inline export function probeSpan(row: usize, from: i32, to: i32): f64 {
  let probe: f32 = 0;
  for (let i = from; i < to; i++) probe += load<f32>(row + (<usize>i << 2)) * 0;
  return <f64>probe;
}

/** Whether all the pixels from <= i < to are finite. */
export function isFiniteSpan(row: usize, from: i32, to: i32): bool {
  const zero = f32x4.splat(0);
  let i = from;
  let probe = zero;
  for (; i + 4 <= to; i += 4) probe = f32x4.add(probe, f32x4.mul(v128.load(row + (<usize>i << 2)), zero));
  return !v128.any_true(f32x4.ne(probe, zero)) && probeSpan(row, i, to) == 0;
}

/** Whether one of the mask's bytes from <= i < to is not 0. */
// @ts-ignore: decorator
@inline export function anyMasked(row: usize, from: i32, to: i32): bool {
  let any: u32 = 0;
  for (let i = from; i < to; i++) any |= load<u8>(row + <usize>i);
  return any != 0;
}
