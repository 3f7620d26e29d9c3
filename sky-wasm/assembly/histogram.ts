// How often each bin of shared/core/histogram occurs: a bin is a float32 without its last 10 bits.
// All 2^22 bins have a place, of which only what is used costs memory; the caller takes their
// counts out and leaves zeros.

/**
 * Bits of a float32 that its bin does not keep, and of a bin that its page of 4096 bins does not.
 */
// @ts-ignore: decorator
@inline const DROPPED: i32 = 10;
// @ts-ignore: decorator
@inline const PAGE: i32 = 12;

// @ts-ignore: decorator
@inline function add(bin: u32, counts: usize, touched: usize): void {
  const at = counts + (<usize>bin << 2);
  store<u32>(at, load<u32>(at) + 1);
  store<u8>(touched + (bin >> PAGE), 1);
}

/**
 * Counts n pixels into uint32 bins, and marks their pages (a byte each). Answers how many are
 * finite; the others are in bins of pages without any finite value. `range`: the lowest and the
 * highest finite value so far, int32 that sort as the floats do.
 */
export function countBins(pixels: usize, n: i32, counts: usize, touched: usize, range: usize): i32 {
  let least = i32x4.splat(load<i32>(range));
  let most = i32x4.splat(load<i32>(range, 4));
  let finite = i32x4.splat(0);
  const whole = n & ~3;
  for (let i = 0; i < n; i += 4) {
    let bits = v128.load(pixels + (<usize>i << 2));
    // the last ones stand for what is missing of four, and are not counted
    let there = i32x4.splat(-1);
    if (i >= whole) there = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n - whole));
    const isFinite = v128.and(there, i32x4.lt_s(v128.and(bits, i32x4.splat(0x7fffffff)), i32x4.splat(0x7f800000)));
    finite = i32x4.sub(finite, isFinite);
    const ordered = v128.xor(bits, i32x4.shr_u(i32x4.shr_s(bits, 31), 1));
    least = i32x4.min_s(least, v128.bitselect(ordered, least, isFinite));
    most = i32x4.max_s(most, v128.bitselect(ordered, most, isFinite));
    bits = i32x4.shr_u(v128.bitselect(bits, i32x4.splat(0x7fc00000), there), DROPPED);
    add(i32x4.extract_lane(bits, 0), counts, touched);
    add(i32x4.extract_lane(bits, 1), counts, touched);
    add(i32x4.extract_lane(bits, 2), counts, touched);
    add(i32x4.extract_lane(bits, 3), counts, touched);
  }
  least = i32x4.min_s(least, i32x4.shuffle(least, least, 2, 3, 0, 1));
  most = i32x4.max_s(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
  store<i32>(range, min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)));
  store<i32>(range, max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)), 4);
  return (
    i32x4.extract_lane(finite, 0) + i32x4.extract_lane(finite, 1) +
    i32x4.extract_lane(finite, 2) + i32x4.extract_lane(finite, 3)
  );
}
