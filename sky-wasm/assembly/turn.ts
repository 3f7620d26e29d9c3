// Words as FITS has them: big-endian, and summed.

/** The bytes of each word of four, last to first. */
const lastFirst = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

/**
 * Turns the bytes of n words of 32 bits around, in place; the words behind them up to a multiple of
 * four, too. Answers the sum of the words as they were.
 */
export function turnWords(words: usize, n: i32): f64 {
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  const end = words + (<usize>n << 2);
  // the words behind the last one do not count
  for (let at = end; at < ((end + 15) & ~15); at += 4) store<u32>(at, 0);
  for (let at = words; at < end; at += 16) {
    const four = v128.load(at);
    even = i64x2.add(even, v128.and(four, i64x2.splat(0xffffffff)));
    odd = i64x2.add(odd, i64x2.shr_u(four, 32));
    v128.store(at, i8x16.swizzle(four, lastFirst));
  }
  const sum = i64x2.add(even, odd);
  return <f64>(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1));
}
