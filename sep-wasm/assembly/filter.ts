// Convolution of the image with the detection kernel, a row at a time, from a ring of as many rows
// as the kernel has.
// Beyond the border, and where a pixel is bad, the image counts as 0; the variance of a bad pixel
// is without end.

import { badPixels, data, height, isBad, mask, noiseMap, width } from "./frame";
import { scratchBytes } from "./memory";

/** What the rows of a ring hold: the pixels, pixels / noise^2, 1 / noise^2, or noise^2. */
export const PIXELS: i32 = 0;
export const WEIGHTED: i32 = 1;
export const WEIGHTS: i32 = 2;
export const VARIANCES: i32 = 3;

/** Pixels beyond the end of a line, so that blocks of 16 pixels may run over it. */
// @ts-ignore: decorator
@inline export const SLACK: i32 = 16;

/**
 * SExtractor's variance of a pixel without weight: none near it within the kernel's reach passes
 * the threshold.
 */
// @ts-ignore: decorator
@inline const UNSEEN: f32 = 1e30;

@unmanaged
export class Ring {
  kind: i32;
  /** columns and rows of the kernel */
  columns: i32;
  rows: i32;
  /** columns x rows float32 */
  kernel: usize;
  lines: usize;
  lineBytes: usize;
  /** one byte a line: whether its image row has a bad pixel */
  bad: usize;
  /** the image row that is read next */
  next: i32;
  /** addresses (u32) and coefficients (f32) of the terms of the row in work */
  taps: usize;
}

export function newRing(kind: i32, kernel: usize, columns: i32, rows: i32): Ring {
  const ring = changetype<Ring>(scratchBytes(offsetof<Ring>()));
  ring.kind = kind;
  ring.kernel = kernel;
  ring.columns = columns;
  ring.rows = rows;
  ring.lineBytes = (<usize>width + columns + SLACK) << 2;
  ring.lines = scratchBytes(<u64>ring.lineBytes * rows);
  memory.fill(ring.lines, 0, ring.lineBytes * rows);
  ring.bad = scratchBytes(rows);
  ring.next = 0;
  ring.taps = scratchBytes(<u64>columns * rows * 8);
  return ring;
}

/** Address of image row y in the ring. */
// @ts-ignore: decorator
@inline function line(ring: Ring, y: i32): usize {
  return ring.lines + <usize>(y % ring.rows) * ring.lineBytes;
}

/** Whether image row y, which is in the ring, has a bad pixel. */
export function hasBad(ring: Ring, y: i32): bool {
  return load<u8>(ring.bad + (y % ring.rows)) != 0;
}

// @ts-ignore: decorator
@inline function content(kind: i32, v: v128, at: usize): v128 {
  if (kind == PIXELS) return v;
  const sigma = v128.load(noiseMap + (at << 2));
  if (kind == VARIANCES) return f32x4.mul(sigma, sigma);
  return f32x4.div(kind == WEIGHTED ? v : f32x4.splat(1), f32x4.mul(sigma, sigma));
}

/** Copies a row of the image; false where a pixel is not finite. */
function copyRow(from: usize, to: usize): bool {
  const zero = f32x4.splat(0);
  let a = zero;
  let b = zero;
  const end = from + (<usize>(width & ~7) << 2);
  for (; from < end; from += 32, to += 32) {
    const v = v128.load(from);
    const w = v128.load(from, 16);
    v128.store(to, v);
    v128.store(to, w, 16);
    a = f32x4.add(a, f32x4.mul(v, zero));
    b = f32x4.add(b, f32x4.mul(w, zero));
  }
  let rest: f32 = 0;
  for (let x = width & ~7; x < width; x++, from += 4, to += 4) {
    store<f32>(to, load<f32>(from));
    rest += load<f32>(from) * 0;
  }
  return !v128.any_true(f32x4.ne(f32x4.add(a, b), zero)) && rest == 0;
}

function readRow(ring: Ring, y: i32): void {
  const start = <usize>y * width;
  const out = line(ring, y) + (<usize>(ring.columns >> 1) << 2);
  if (ring.kind == PIXELS && !mask && !noiseMap && copyRow(data + (start << 2), out)) {
    store<u8>(ring.bad + (y % ring.rows), 0);
    return;
  }
  const whole = width & ~3;
  const nothing: f32 = ring.kind == VARIANCES ? UNSEEN : 0;
  const unseen = f32x4.splat(nothing);
  let anyBad = i32x4.splat(0);
  let x = 0;
  for (; x < whole; x += 4) {
    const at = start + x;
    const v = v128.load(data + (at << 2));
    const bad = badPixels(at, v);
    anyBad = v128.or(anyBad, bad);
    v128.store(out + (<usize>x << 2), v128.bitselect(unseen, content(ring.kind, v, at), bad));
  }
  let bad = v128.any_true(anyBad);
  for (; x < width; x++) {
    const at = start + x;
    let value = nothing;
    if (isBad(at)) {
      bad = true;
    } else {
      value = load<f32>(data + (at << 2));
      if (ring.kind != PIXELS) {
        const sigma = load<f32>(noiseMap + (at << 2));
        if (ring.kind == VARIANCES) value = sigma * sigma;
        else value = (ring.kind == WEIGHTED ? value : 1) / (sigma * sigma);
      }
    }
    store<f32>(out + (<usize>x << 2), value);
  }
  store<u8>(ring.bad + (y % ring.rows), bad ? 1 : 0);
}

/**
 * The filtered row y, into `out` (width + SLACK float32). Rows are asked for in ascending order.
 */
export function filterRow(ring: Ring, y: i32, out: usize): void {
  const middle = ring.rows >> 1;
  const last = min(y - middle + ring.rows - 1, height - 1);
  while (ring.next <= last) readRow(ring, ring.next++);

  let end = ring.taps;
  for (let j = 0; j < ring.rows; j++) {
    const row = y - middle + j;
    if (row < 0 || row >= height) continue;
    for (let i = 0; i < ring.columns; i++) {
      const coefficient = load<f32>(ring.kernel + (<usize>(j * ring.columns + i) << 2));
      if (coefficient == 0) continue;
      store<u32>(end, <u32>(line(ring, row) + (<usize>i << 2)));
      store<f32>(end, coefficient, 4);
      end += 8;
    }
  }
  if (ring.columns == 3 && end == ring.taps + 9 * 8) filterNine(ring.taps, out);
  else filterTaps(ring.taps, end, out);
}

/** Adds three neighbours of four pixels at `at`. */
// @ts-ignore: decorator
@inline function addThree(sum: v128, left: v128, middle: v128, right: v128, at: usize): v128 {
  return f32x4.add(
    f32x4.add(f32x4.add(sum, f32x4.mul(left, v128.load(at))), f32x4.mul(middle, v128.load(at, 4))),
    f32x4.mul(right, v128.load(at, 8)));
}

/** The sum of nine terms, 3 x 3 as in the most common kernel: coefficients stay in registers. */
function filterNine(taps: usize, out: usize): void {
  const k0 = v128.load32_splat(taps, 4);
  const k1 = v128.load32_splat(taps, 12);
  const k2 = v128.load32_splat(taps, 20);
  const k3 = v128.load32_splat(taps, 28);
  const k4 = v128.load32_splat(taps, 36);
  const k5 = v128.load32_splat(taps, 44);
  const k6 = v128.load32_splat(taps, 52);
  const k7 = v128.load32_splat(taps, 60);
  const k8 = v128.load32_splat(taps, 68);
  let above = <usize>load<u32>(taps);
  let own = <usize>load<u32>(taps, 24);
  let below = <usize>load<u32>(taps, 48);
  const none = f32x4.splat(0);
  const end = out + (<usize>width << 2);
  for (; out < end; out += 32, above += 32, own += 32, below += 32) {
    const a = addThree(addThree(none, k0, k1, k2, above), k3, k4, k5, own);
    v128.store(out, addThree(a, k6, k7, k8, below));
    const b = addThree(addThree(none, k0, k1, k2, above + 16), k3, k4, k5, own + 16);
    v128.store(out, addThree(b, k6, k7, k8, below + 16), 16);
  }
}

/** The sum of any terms. */
function filterTaps(taps: usize, end: usize, out: usize): void {
  const bytes = <usize>width << 2;
  for (let x: usize = 0; x < bytes; x += 64) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let tap = taps; tap < end; tap += 8) {
      const from = <usize>load<u32>(tap) + x;
      const k = v128.load32_splat(tap, 4);
      a = f32x4.add(a, f32x4.mul(k, v128.load(from)));
      b = f32x4.add(b, f32x4.mul(k, v128.load(from, 16)));
      c = f32x4.add(c, f32x4.mul(k, v128.load(from, 32)));
      d = f32x4.add(d, f32x4.mul(k, v128.load(from, 48)));
    }
    v128.store(out + x, a);
    v128.store(out + x, b, 16);
    v128.store(out + x, c, 32);
    v128.store(out + x, d, 48);
  }
}
