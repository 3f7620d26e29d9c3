import type { Patch } from '../tiles/patch.ts';
import type { PixelRows } from '../tiles/pixel-rows.ts';
import { type Samples, snapped } from './samples.ts';

/**
 * The value between the four pixels around each point. Pixels without a value, and those beyond the
 * border, give no light: what is left is divided by its share, which must be half at least. So an
 * image reaches half a pixel beyond its outermost centres, and a missing pixel is missing.
 */
export function sampleBilinear(source: PixelRows, patch: Patch, out: Samples): void {
  const { pixels, weightMap, width, height } = source;
  const { at, perX, perY } = source.plane;
  const { values, weights, shares } = out;
  const { size, points, x, y } = patch;
  const start = source.firstRow * width;
  const [right, top] = [width - 1, height - 1];
  shares.fill(1);
  weights.fill(1);
  for (let j = 0, k = 0; j < size; j++) {
    for (let i = 0, point = j * points; i < size; i++, k++, point++) {
      const px = snapped(x[point]!);
      const py = snapped(y[point]!);
      if (px >= 0 && py >= 0 && px < right && py < top) {
        // Not below 0: the whole part.
        const ix = px | 0;
        const iy = py | 0;
        const fx = px - ix;
        const fy = py - iy;
        const p = iy * width + ix - start;
        const q = p + width;
        const lower = pixels[p]! + fx * (pixels[p + 1]! - pixels[p]!);
        const value = lower + fy * (pixels[q]! + fx * (pixels[q + 1]! - pixels[q]!) - lower);
        // The difference is NaN for infinite values too.
        if (value - value === 0) {
          values[k] = value - at - perX * px - perY * py;
          if (weightMap) {
            const low = weightMap[p]! + fx * (weightMap[p + 1]! - weightMap[p]!);
            weights[k] =
              low + fy * (weightMap[q]! + fx * (weightMap[q + 1]! - weightMap[q]!) - low);
          }
          continue;
        }
      }
      values[k] = Number.NaN;
      if (px >= -0.5 && py >= -0.5 && px <= width - 0.5 && py <= height - 0.5)
        sampleSome(source, px, py, out, k);
    }
  }
}

/** Less than half of a point's share, but for rounding. */
const LEAST_SHARE = 0.5 - 1e-9;

/** Of the pixels around a point those that have a value. */
function sampleSome(
  { pixels, weightMap, width, height, firstRow, plane }: PixelRows,
  px: number,
  py: number,
  { values, weights }: Samples,
  k: number,
): void {
  const [left, bottom] = [Math.floor(px), Math.floor(py)];
  let [share, sum, weight] = [0, 0, 0];
  for (let iy = Math.max(0, bottom); iy <= Math.min(height - 1, bottom + 1); iy++) {
    for (let ix = Math.max(0, left); ix <= Math.min(width - 1, left + 1); ix++) {
      const part = (1 - Math.abs(px - ix)) * (1 - Math.abs(py - iy));
      const p = (iy - firstRow) * width + ix;
      const value = pixels[p]!;
      if (!(part > 0 && value - value === 0)) continue;
      share += part;
      sum += part * value;
      weight += part * (weightMap ? weightMap[p]! : 1);
    }
  }
  if (!(share >= LEAST_SHARE)) return;
  values[k] = sum / share - plane.at - plane.perX * px - plane.perY * py;
  weights[k] = weight / share;
}
