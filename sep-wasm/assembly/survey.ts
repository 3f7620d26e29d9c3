// Passes over all pixels before anything is measured.

// @ts-ignore: decorator
@inline const LARGEST: f32 = 3.4028235e38;

/** Turn the bytes of n 4-byte words around, in place. `data` is a multiple of 16. */
export function swapWords(data: usize, n: u32): void {
  const whole = data + (<usize>(n & ~3) << 2);
  const end = data + (<usize>n << 2);
  let at = data;
  for (; at < whole; at += 16) {
    const v = v128.load(at);
    v128.store(at, i8x16.shuffle(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  for (; at < end; at += 4) store<u32>(at, bswap<u32>(load<u32>(at)));
}

/** Gives each number above 0 of n the one that stands at its place in `numbers`, in place. */
export function renumber(labels: usize, n: u32, numbers: usize): void {
  const zero = i32x4.splat(0);
  const whole = n & ~3;
  for (let i: u32 = 0; i < n; i++) {
    const at = labels + (<usize>i << 2);
    if (i < whole && (i & 3) === 0 && !v128.any_true(i32x4.gt_s(v128.load(at), zero))) {
      i += 3;
      continue;
    }
    const number = load<i32>(at);
    if (number > 0) store<i32>(at, load<i32>(numbers + (<usize>number << 2)));
  }
}

/**
 * How many of n pixels are masked, NaN or infinite. `mask`: one byte a pixel, not 0 for bad, or 0.
 */
export function countBad(data: usize, mask: usize, n: u32): u32 {
  const largest = f32x4.splat(LARGEST);
  let good = i32x4.splat(0);
  const whole = n & ~3;
  let i: u32 = 0;
  for (; i < whole; i += 4) {
    let isGood = f32x4.le(f32x4.abs(v128.load(data + (<usize>i << 2))), largest);
    if (mask) {
      const bytes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(mask + i)));
      isGood = v128.and(isGood, i32x4.eq(bytes, i32x4.splat(0)));
    }
    good = i32x4.sub(good, isGood);
  }
  let count: u32 =
    i32x4.extract_lane(good, 0) + i32x4.extract_lane(good, 1) + i32x4.extract_lane(good, 2) + i32x4.extract_lane(good, 3);
  for (; i < n; i++) {
    if (abs(load<f32>(data + (<usize>i << 2))) <= LARGEST && !(mask && load<u8>(mask + i))) count++;
  }
  return n - count;
}
