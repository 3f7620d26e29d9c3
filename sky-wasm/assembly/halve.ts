// Square tiles made half as wide: means of 2 × 2 pixels, of those that have data.

/** 2^15 / 2, / 3 and / 4: a sum times this, rounded, is a mean with halves rounded up. */
const HALF: i16 = 16384;
const THIRD: i16 = 10923;
const QUARTER: i16 = 8192;

/** Pairs of bytes that lie beside each other, in two rows: their sums. */
// @ts-ignore: decorator
@inline function foursOf(upper: v128, lower: v128): v128 {
  return i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
}

/** Levels of `width` × `width` bytes, a multiple of 16; 0 is no data. Halves are rounded up. */
export function halveGreys(tile: usize, width: i32, out: usize): void {
  const ones = i8x16.splat(1);
  for (let y = 0; y < width; y += 2) {
    const row = tile + <usize>(y * width);
    for (let x = 0; x < width; x += 16, out += 8) {
      const upper = v128.load(row + x);
      const lower = v128.load(row + x + width);
      const sum = foursOf(upper, lower);
      const count = foursOf(i8x16.min_u(upper, ones), i8x16.min_u(lower, ones));
      let part = v128.bitselect(i16x8.splat(THIRD), i16x8.splat(HALF), i16x8.eq(count, i16x8.splat(3)));
      part = v128.bitselect(i16x8.splat(QUARTER), part, i16x8.eq(count, i16x8.splat(4)));
      const mean = v128.bitselect(sum, i16x8.q15mulr_sat_s(sum, part), i16x8.eq(count, i16x8.splat(1)));
      v128.store64_lane(out, i8x16.narrow_i16x8_u(mean, mean), 0);
    }
  }
}

/** Of one pixel: NaN where none of the four has a value. */
function meanOfSome(tile: usize, stride: usize): f32 {
  let sum: f64 = 0;
  let count = 0;
  for (let i: usize = 0; i < 4; i++) {
    const value = <f64>load<f32>(tile + (i >> 1) * stride + ((i & 1) << 2));
    if (value != value) continue;
    sum += value;
    count++;
  }
  return count == 0 ? f32.NaN : <f32>(sum / <f64>count);
}

/** The first and the third, or the second and the fourth of four float32, as doubles. */
// @ts-ignore: decorator
@inline function evens(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 0, 2, 0, 2));
}
// @ts-ignore: decorator
@inline function odds(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 1, 3, 1, 3));
}

/**
 * Values of `width` × `width` pixels, a multiple of 4; NaN is no data. Doubles, summed by row. The
 * means go into a quarter of a tile that is as wide, of which `out` is the first pixel.
 */
export function halveValues(tile: usize, width: i32, out: usize): void {
  const stride = <usize>width << 2;
  const quarter = f64x2.splat(0.25);
  for (let y = 0; y < width; y += 2, out += stride >> 1) {
    let at = tile + <usize>y * stride;
    for (let x = 0; x < width; x += 4, at += 16, out += 8) {
      const first = v128.load(at);
      const second = v128.load(at + stride);
      const sum = f64x2.add(
        f64x2.add(f64x2.add(evens(first), odds(first)), evens(second)),
        odds(second),
      );
      if (i64x2.all_true(f64x2.eq(sum, sum))) {
        v128.store64_lane(out, f32x4.demote_f64x2_zero(f64x2.mul(sum, quarter)), 0);
        continue;
      }
      store<f32>(out, meanOfSome(at, stride));
      store<f32>(out + 4, meanOfSome(at + 8, stride));
    }
  }
}
