// What a picture of an image needs: the image reduced by whole numbers, and order statistics of its
// pixels.

/**
 * Means of factor x factor blocks, float32, ceil(width / factor) of them a row; see `reduce` in
 * src/picture.ts.
 */
export function reduceImage(data: usize, mask: usize, width: i32, height: i32, factor: i32, out: usize): void {
  const columns = (width + factor - 1) / factor;
  for (let y = 0; y < height; y += factor) {
    const end = min(y + factor, height);
    let x = 0;
    if (factor == 2 && mask == 0 && end == y + 2) {
      for (; x + 4 <= width; x += 4) {
        if (reducePairs(data + ((<usize>y * width + x) << 2), width, out + (<usize>x << 1))) continue;
        setMean(data, 0, width, x, y, end, 2, out);
        setMean(data, 0, width, x + 2, y, end, 2, out);
      }
    }
    for (; x < width; x += factor) setMean(data, mask, width, x, y, end, factor, out);
    out += <usize>columns << 2;
  }
}

/** One block, into the row at `out`. */
function setMean(
  data: usize, mask: usize, width: i32, x: i32, y: i32, end: i32, factor: i32, out: usize,
): void {
  const to = min(x + factor, width);
  let sum: f64 = 0;
  let count = 0;
  for (let j = y; j < end; j++) {
    let ofRow: f64 = 0;
    for (let i = x; i < to; i++) {
      const at = <usize>j * width + i;
      const value = load<f32>(data + (at << 2));
      if (value - value != 0 || (mask != 0 && load<u8>(mask + at) != 0)) continue;
      ofRow += <f64>value;
      count++;
    }
    sum += ofRow;
  }
  store<f32>(out + (<usize>(x / factor) << 2), <f32>(sum / <f64>count));
}

/** Two blocks of 2 x 2 in one; false where a pixel is not finite. */
// @ts-ignore: decorator
@inline function reducePairs(pixels: usize, width: i32, out: usize): bool {
  const zero = f32x4.splat(0);
  const a = v128.load(pixels);
  const b = v128.load(pixels + (<usize>width << 2));
  if (v128.any_true(f32x4.ne(f32x4.add(f32x4.mul(a, zero), f32x4.mul(b, zero)), zero))) return false;
  const mean = f64x2.mul(f64x2.add(pairSums(a), pairSums(b)), f64x2.splat(0.25));
  v128.store64_lane(out, f32x4.demote_f64x2_zero(mean), 0);
  return true;
}

/** v0 + v1 and v2 + v3 in float64. */
// @ts-ignore: decorator
@inline function pairSums(v: v128): v128 {
  return f64x2.add(
    f64x2.promote_low_f32x4(i32x4.shuffle(v, v, 0, 2, 0, 2)), f64x2.promote_low_f32x4(i32x4.shuffle(v, v, 1, 3, 1, 3)));
}

/** An unsigned integer that sorts as the float of these bits does. */
// @ts-ignore: decorator
@inline function ordered(bits: u32): u32 {
  return bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
}

// @ts-ignore: decorator
@inline function isFiniteBits(bits: u32): bool {
  return (bits & 0x7f800000) != 0x7f800000;
}

/** Count the finite ones of n float32 by the upper 16 of their ordered bits, into 65536 u32. */
export function countUpper(data: usize, n: u32, table: usize): void {
  memory.fill(table, 0, 65536 << 2);
  const end = data + (<usize>n << 2);
  for (let at = data; at < end; at += 4) {
    const bits = load<u32>(at);
    if (!isFiniteBits(bits)) continue;
    const bin = table + (<usize>(ordered(bits) >> 16) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
}

/** Of those with the given upper 16 bits, count the lower ones. */
export function countLower(data: usize, n: u32, upper: u32, table: usize): void {
  memory.fill(table, 0, 65536 << 2);
  const end = data + (<usize>n << 2);
  // the order turns all bits of negative floats over, of the others the sign
  const wanted = upper & 0x8000 ? upper ^ 0x8000 : upper ^ 0xffff;
  const halves = i32x4.splat(wanted << 16);
  const high = i32x4.splat(0xffff0000);
  let at = data;
  for (; at + 16 <= end; at += 16) {
    const same = i32x4.eq(v128.and(v128.load(at), high), halves);
    if (!v128.any_true(same)) continue;
    for (let lane: usize = 0; lane < 16; lane += 4) countIfUpper(load<u32>(at + lane), upper, table);
  }
  for (; at < end; at += 4) countIfUpper(load<u32>(at), upper, table);
}

// @ts-ignore: decorator
@inline function countIfUpper(bits: u32, upper: u32, table: usize): void {
  const o = ordered(bits);
  if (o >> 16 != upper || !isFiniteBits(bits)) return;
  const bin = table + (<usize>(o & 0xffff) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
}
