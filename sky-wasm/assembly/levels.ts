// Levels of pixels by the thresholds of shared/core/stretch/level-of.ts.

/**
 * The levels of n pixels, a byte each: 0 where there is no finite value. `thresholds`: int32 that
 * sort as floats do, by level; `table`: the level at the start of each cell of 2^shift of them,
 * from the first threshold on, from which it is hardly ever more than one step. Below the first
 * threshold stands 1, from the last on `top`.
 */
export function levels(
  pixels: usize, n: i32, thresholds: usize, table: usize, shift: i32, first: i32, last: i32, top: u8, out: usize,
): void {
  for (let i = 0; i < n; i++) {
    const bits = load<i32>(pixels + (<usize>i << 2));
    const ordered = bits ^ <i32>(<u32>(bits >> 31) >>> 1);
    let level: u32;
    if (ordered >= first && ordered < last) {
      level = load<u8>(table + (<u32>(ordered - first) >>> shift));
      while (ordered >= load<i32>(thresholds + (<usize>level << 2))) level++;
    } else if ((bits & 0x7f800000) == 0x7f800000) level = 0;
    else level = ordered < first ? 1 : <u32>top;
    store<u8>(out + i, <u8>level);
  }
}
