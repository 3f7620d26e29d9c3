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
  for (let i = nextLabelled(labels, 0, n); i < n; i = nextLabelled(labels, i + 1, n)) {
    const at = labels + (<usize>i << 2);
    store<i32>(at, load<i32>(numbers + (<usize>load<i32>(at) << 2)));
  }
}

/**
 * The first place from i on, of n, with a number above 0; n where there is none. Most of a map is
 * 0: sixteen places at a time.
 */
// @ts-ignore: decorator
@inline function nextLabelled(labels: usize, i: u32, n: u32): u32 {
  for (; i < n; i++) {
    const at = labels + (<usize>i << 2);
    if ((i & 15) == 0 && i + 16 <= n) {
      const low = i32x4.max_s(v128.load(at), v128.load(at, 16));
      const high = i32x4.max_s(v128.load(at, 32), v128.load(at, 48));
      if (!v128.any_true(i32x4.gt_s(i32x4.max_s(low, high), i32x4.splat(0)))) {
        i += 15;
        continue;
      }
    }
    if (load<i32>(at) > 0) return i;
  }
  return n;
}

/** The largest of n pixels that are no NaN; -Infinity where there is none. */
export function brightest(data: usize, n: u32): f32 {
  const none = f32x4.splat(-Infinity);
  let a = none;
  let b = none;
  const whole = n & ~7;
  let i: u32 = 0;
  for (; i < whole; i += 8) {
    const at = data + (<usize>i << 2);
    a = f32x4.pmax(a, v128.load(at));
    b = f32x4.pmax(b, v128.load(at, 16));
  }
  a = f32x4.pmax(a, b);
  let most = max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)), max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)));
  for (; i < n; i++) {
    const value = load<f32>(data + (<usize>i << 2));
    if (value > most) most = value;
  }
  return most;
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
