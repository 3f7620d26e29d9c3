import type { Sums } from '../../../sky-wasm/src/tile-sums.ts';
import type { Patch } from './patch.ts';
import type { PixelRows } from './pixel-rows.ts';

/** The value at a point less its background there. */
const levelled = ({ at, perX, perY }: PixelRows['plane'], value: number, px: number, py: number) =>
  value - at - perX * px - perY * py;

function addValue({ values, weights }: Sums, out: number, value: number, weight: number): void {
  if (!(weight > 0)) return;
  values[out] = values[out]! + weight * value;
  weights[out] = weights[out]! + weight;
}

/**
 * The value at a point, by the rules of sky-wasm's kernel; NaN beyond the border or where none of
 * the four pixels has one.
 */
export function bilinearAt(
  { pixels, weightMap, width, height, firstRow }: PixelRows,
  px: number,
  py: number,
): number {
  if (!(px >= -0.5 && px < width && py >= -0.5 && py < height)) return Number.NaN;
  const ix = Math.trunc(px);
  const iy = Math.trunc(py);
  const p = (iy - firstRow) * width + ix;
  const right = ix + 1 < width ? 1 : 0;
  const up = iy + 1 < height ? width : 0;
  let a = pixelAt(pixels, weightMap, p);
  let b = pixelAt(pixels, weightMap, p + right);
  let c = pixelAt(pixels, weightMap, p + up);
  let d = pixelAt(pixels, weightMap, p + up + right);
  if (a - a !== 0) a = b - b === 0 ? b : c - c === 0 ? c : d;
  if (b - b !== 0) b = a;
  if (c - c !== 0) c = a;
  if (d - d !== 0) d = a;
  const fx = px - ix;
  const lower = a + fx * (b - a);
  return lower + (py - iy) * (c + fx * (d - c) - lower);
}

const pixelAt = (pixels: Float32Array, weightMap: Float32Array | undefined, p: number): number =>
  weightMap && !(weightMap[p]! > 0) ? Number.NaN : pixels[p]!;

/**
 * Adds the value between the four pixels around each point, of an image with a weight map: each
 * with the weight between theirs. Images without go through sky-wasm's kernel.
 */
export function addWeighted(source: PixelRows, patch: Patch, sums: Sums): void {
  const { pixels, width, height, weight, plane } = source;
  const weightMap = source.weightMap!;
  const { x, y, size } = patch;
  const start = source.firstRow * width;
  const right = width - 1;
  const top = height - 1;
  let k = 0;
  for (let j = 0; j < size; j++) {
    let out = (patch.row + j) * sums.width + patch.column;
    for (let i = 0; i < size; i++, k++, out++) {
      const px = x[k]!;
      const py = y[k]!;
      if (px >= 0 && px < right && py >= 0 && py < top) {
        const ix = px | 0;
        const iy = py | 0;
        const p = iy * width + ix - start;
        const q = p + width;
        const a = weightMap[p]!;
        const b = weightMap[p + 1]!;
        const c = weightMap[q]!;
        const d = weightMap[q + 1]!;
        if (a > 0 && b > 0 && c > 0 && d > 0) {
          const fx = px - ix;
          const fy = py - iy;
          const lower = pixels[p]! + fx * (pixels[p + 1]! - pixels[p]!);
          const value = lower + fy * (pixels[q]! + fx * (pixels[q + 1]! - pixels[q]!) - lower);
          if (value - value === 0) {
            const w = (1 - fy) * ((1 - fx) * a + fx * b) + fy * ((1 - fx) * c + fx * d);
            addValue(sums, out, levelled(plane, value, px, py), weight * w);
            continue;
          }
        }
      }
      const value = bilinearAt(source, px, py);
      if (value - value === 0)
        addValue(sums, out, levelled(plane, value, px, py), weight * weightAt(source, px, py));
    }
  }
}

/**
 * The weight map between its four pixels around such a point; missing pixels count 0. Without a map
 * 1.
 */
export function weightAt(
  { pixels, weightMap, width, height, firstRow }: PixelRows,
  px: number,
  py: number,
): number {
  if (!weightMap) return 1;
  const x = Math.max(0, px);
  const y = Math.max(0, py);
  const ix = Math.trunc(x);
  const iy = Math.trunc(y);
  const p = (iy - firstRow) * width + ix;
  const right = ix + 1 < width ? 1 : 0;
  const up = iy + 1 < height ? width : 0;
  const pixel = (q: number): number =>
    weightMap[q]! > 0 && Number.isFinite(pixels[q]!) ? weightMap[q]! : 0;
  const fx = x - ix;
  const fy = y - iy;
  return (
    (1 - fy) * ((1 - fx) * pixel(p) + fx * pixel(p + right)) +
    fy * ((1 - fx) * pixel(p + up) + fx * pixel(p + up + right))
  );
}
