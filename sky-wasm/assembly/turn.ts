// Words as FITS has them: big-endian, and summed.

/** The bytes of each word of four, last to first. */
const lastFirst = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

/**
 * Puts n words of 32 bits into `out`, which may be where they are, with their bytes turned around.
 * Answers the sum of the words as they were.
 */
export function turnWords(words: usize, n: i32, out: usize): f64 {
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  const whole = <usize>(n & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const four = v128.load(words + at);
    even = i64x2.add(even, v128.and(four, i64x2.splat(0xffffffff)));
    odd = i64x2.add(odd, i64x2.shr_u(four, 32));
    v128.store(out + at, i8x16.swizzle(four, lastFirst));
  }
  const both = i64x2.add(even, odd);
  let sum = i64x2.extract_lane(both, 0) + i64x2.extract_lane(both, 1);
  for (let at = whole; at < <usize>n << 2; at += 4) {
    const word = load<u32>(words + at);
    sum += <u64>word;
    store<u32>(out + at, bswap<u32>(word));
  }
  return <f64>sum;
}
