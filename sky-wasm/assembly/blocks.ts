// Squares of pixels made one: sums of the pixels that have a value, and how many these are.

/**
 * Adds a row of `width` pixels to the sums of its blocks, `across` pixels each, the last one of
 * what is left: one pixel after the other, two blocks beside each other. What is not finite has no
 * value. `sums` and `counts`: a float64 and an int64 of each block.
 */
export function addToBlocks(row: usize, width: i32, across: i32, sums: usize, counts: usize): void {
  const whole = width / across;
  const step = <usize>across << 2;
  let block = 0;
  let from = row;
  for (; block + 2 <= whole; block += 2, from += 2 * step) {
    const at = <usize>block << 3;
    let sum = v128.load(sums + at);
    let count = v128.load(counts + at);
    for (let i: usize = 0; i < step; i += 4) {
      const both = v128.load32_lane(from + step + i, v128.load32_zero(from + i), 1);
      const values = f64x2.promote_low_f32x4(both);
      const isFinite = f64x2.eq(f64x2.sub(values, values), f64x2.splat(0));
      sum = f64x2.add(sum, v128.and(values, isFinite));
      count = i64x2.sub(count, isFinite);
    }
    v128.store(sums + at, sum);
    v128.store(counts + at, count);
  }
  const end = row + (<usize>width << 2);
  for (; from < end; block++) {
    const at = <usize>block << 3;
    const last = min(from + step, end);
    for (; from < last; from += 4) {
      const value = <f64>load<f32>(from);
      if (value - value != 0) continue;
      store<f64>(sums + at, load<f64>(sums + at) + value);
      store<i64>(counts + at, load<i64>(counts + at) + 1);
    }
  }
}
