import { smoothCoefficients } from './hsmooth.ts';

/** Coefficients of an H-transform, row by row. */
export type Coefficients = Int32Array | Float64Array;

/**
 * The pixels of an H-transform of `rows` × `columns`, columns running fastest. Level by level the
 * means of the level above (`mean`) and three quadrants of differences (across rows, across
 * columns, both) become means of twice the size. A difference is known to one bit less than the
 * level has, and lower bits of one are kept in the next, so that integers survive exactly (White
 * 1992). `smoothScale` 0: no smoothing.
 */
export function inverseHTransform(
  coefficients: Coefficients,
  rows: number,
  columns: number,
  smoothScale: number,
): Int32Array {
  const levels = Math.ceil(Math.log2(Math.max(rows, columns)));
  if (levels === 0) return Int32Array.from(coefficients);
  const isWide = coefficients instanceof Float64Array;
  const result = isWide ? new Float64Array(rows * columns) : new Int32Array(rows * columns);
  const half = ((rows + 1) >> 1) * ((columns + 1) >> 1);
  const spare = isWide ? new Float64Array(half) : new Int32Array(half);
  // The last level must end in `result`.
  let [from, to]: [Coefficients, Coefficients] =
    levels % 2 === 1 ? [spare, result] : [result, spare];
  from[0] = roundTo(coefficients[0]!, 2 ** (levels + 1));
  for (let level = levels - 1; level >= 0; level--) {
    const height = Math.ceil(rows / 2 ** level);
    const width = Math.ceil(columns / 2 ** level);
    const step: HTransformLevel = {
      means: from,
      coefficients,
      stride: columns,
      height,
      width,
      level,
    };
    if (smoothScale > 0) smoothCoefficients(step, smoothScale);
    if (isWide || level > 26) expandWide(step, to);
    else expand(step, to);
    [from, to] = [to, from];
  }
  return from instanceof Int32Array ? from : Int32Array.from(from);
}

/** One level: `height` × `width` is what comes out, half of it (rounded up) what goes in. */
export interface HTransformLevel {
  readonly means: Coefficients;
  readonly coefficients: Coefficients;
  readonly stride: number;
  readonly height: number;
  readonly width: number;
  readonly level: number;
}

/** To the nearest multiple of a power of two, halves away from 0. */
const roundTo = (value: number, bit: number): number =>
  Math.sign(value) * Math.floor((Math.abs(value) + bit / 2) / bit) * bit;

function expand(
  { means, coefficients, stride, height, width, level }: HTransformLevel,
  out: Coefficients,
): void {
  const bit0 = 1 << level;
  const bit1 = bit0 << 1;
  const mask0 = -bit0;
  const mask1 = -bit1;
  const up0 = bit0 >> 1;
  const up1 = bit0;
  // Halves of negative numbers are rounded away from 0; at level 0 nothing is rounded.
  const down0 = Math.max(up0 - 1, 0);
  const down1 = up1 - 1;
  const shift = level === 0 ? 2 : 1;
  const right = (width + 1) >> 1;
  const lower = (height + 1) >> 1;
  for (let i = 0; i < lower; i++) {
    const mean = i * right;
    const acrossColumns = i * stride + right;
    const acrossRows = (lower + i) * stride;
    const both = acrossRows + right;
    const top = 2 * i * width;
    const bottom = top + width;
    const twoRows = 2 * i + 1 < height;
    for (let j = 0; j < right; j++) {
      const at = 2 * j;
      const twoColumns = at + 1 < width;
      let h0 = means[mean + j]!;
      if (twoRows && twoColumns) {
        let hx = coefficients[acrossRows + j]!;
        let hy = coefficients[acrossColumns + j]!;
        let hc = coefficients[both + j]!;
        hx = (hx + (hx >= 0 ? up1 : down1)) & mask1;
        hy = (hy + (hy >= 0 ? up1 : down1)) & mask1;
        hc = (hc + (hc >= 0 ? up0 : down0)) & mask0;
        const low0 = hc & bit0;
        hx = hx >= 0 ? hx - low0 : hx + low0;
        hy = hy >= 0 ? hy - low0 : hy + low0;
        const low1 = (hc ^ hx ^ hy) & bit1;
        h0 = h0 >= 0 ? h0 + low0 - low1 : h0 + (low0 === 0 ? low1 : low0 - low1);
        out[bottom + at + 1] = (h0 + hx + hy + hc) >> shift;
        out[bottom + at] = (h0 + hx - hy - hc) >> shift;
        out[top + at + 1] = (h0 - hx + hy - hc) >> shift;
        out[top + at] = (h0 - hx - hy + hc) >> shift;
      } else if (twoRows || twoColumns) {
        let difference = twoRows ? coefficients[acrossRows + j]! : coefficients[acrossColumns + j]!;
        difference = (difference + (difference >= 0 ? up1 : down1)) & mask1;
        const low1 = difference & bit1;
        h0 = h0 >= 0 ? h0 - low1 : h0 + low1;
        out[twoRows ? bottom + at : top + at + 1] = (h0 + difference) >> shift;
        out[top + at] = (h0 - difference) >> shift;
      } else {
        out[top + at] = h0 >> shift;
      }
    }
  }
}

/**
 * The same in doubles, for coefficients beyond 31 bits: a bit is tested by division, a shift is a
 * floor.
 */
function expandWide(
  { means, coefficients, stride, height, width, level }: HTransformLevel,
  out: Coefficients,
): void {
  const bit0 = 2 ** level;
  const bit1 = 2 * bit0;
  const divisor = level === 0 ? 4 : 2;
  const right = (width + 1) >> 1;
  const lower = (height + 1) >> 1;
  const odd = (value: number, bit: number): boolean => Math.abs(Math.floor(value / bit) % 2) === 1;
  for (let i = 0; i < lower; i++) {
    for (let j = 0; j < right; j++) {
      const at = 2 * i * width + 2 * j;
      const twoRows = 2 * i + 1 < height;
      const twoColumns = 2 * j + 1 < width;
      let h0 = means[i * right + j]!;
      let hx = twoRows ? roundTo(coefficients[(lower + i) * stride + j]!, bit1) : 0;
      let hy = twoColumns ? roundTo(coefficients[i * stride + right + j]!, bit1) : 0;
      let hc = 0;
      if (twoRows && twoColumns) {
        hc = coefficients[(lower + i) * stride + right + j]!;
        if (level > 0) hc = roundTo(hc, bit0);
        const low0 = odd(hc, bit0) ? bit0 : 0;
        hx = hx >= 0 ? hx - low0 : hx + low0;
        hy = hy >= 0 ? hy - low0 : hy + low0;
        const low1 = odd(hc, bit1) !== (odd(hx, bit1) !== odd(hy, bit1)) ? bit1 : 0;
        h0 = h0 >= 0 ? h0 + low0 - low1 : h0 + (low0 === 0 ? low1 : low0 - low1);
      } else {
        const low1 = odd(hx + hy, bit1) ? bit1 : 0;
        h0 = h0 >= 0 ? h0 - low1 : h0 + low1;
      }
      out[at] = Math.floor((h0 - hx - hy + hc) / divisor);
      if (twoColumns) out[at + 1] = Math.floor((h0 - hx + hy - hc) / divisor);
      if (twoRows) out[at + width] = Math.floor((h0 + hx - hy - hc) / divisor);
      if (twoRows && twoColumns) out[at + width + 1] = Math.floor((h0 + hx + hy + hc) / divisor);
    }
  }
}
