import { fillKernel, lanczosSum } from '../tiles/lanczos.ts';
import type { Patch } from '../tiles/patch.ts';
import type { PixelRows } from '../tiles/pixel-rows.ts';
import { sampleBilinear } from './bilinear.ts';
import { type Samples, type SamplingScratch, snapped } from './samples.ts';

/** Less of the kernel than this is no interpolation. */
const LEAST_KERNEL = 0.5;

/**
 * The Lanczos-3 interpolation of 6 × 6 pixels. Where some of them have no value, or lie beyond the
 * border, the kernel of the others is divided by its sum; nothing is left of a point where that is
 * less than half, or where the bilinear interpolation has nothing. Weights are bilinear.
 */
export function sampleLanczos3(
  source: PixelRows,
  patch: Patch,
  out: Samples,
  { kernels: [kx, ky] }: SamplingScratch,
): void {
  sampleBilinear(source, patch, out);
  const { pixels, width, height, firstRow } = source;
  const { at, perX, perY } = source.plane;
  const { values } = out;
  const { size, points } = patch;
  for (let j = 0, k = 0; j < size; j++) {
    for (let i = 0; i < size; i++, k++) {
      if (Number.isNaN(values[k])) continue;
      const px = snapped(patch.x[j * points + i]!);
      const py = snapped(patch.y[j * points + i]!);
      const [ix, iy] = [Math.floor(px), Math.floor(py)];
      fillKernel(kx, px - ix);
      fillKernel(ky, py - iy);
      let value = Number.NaN;
      if (ix >= 2 && iy >= 2 && ix < width - 3 && iy < height - 3)
        value = lanczosSum(pixels, (iy - 2 - firstRow) * width + ix - 2, width, kx, ky);
      if (value - value !== 0) value = someOf(source, ix, iy, kx, ky);
      values[k] = value - at - perX * px - perY * py;
    }
  }
}

/** Of those of the 36 pixels that have a value. */
function someOf(
  { pixels, width, height, firstRow }: PixelRows,
  ix: number,
  iy: number,
  kx: Float64Array,
  ky: Float64Array,
): number {
  let [sum, share] = [0, 0];
  for (let row = 0; row < 6; row++) {
    const y = iy - 2 + row;
    if (y < 0 || y >= height || ky[row] === 0) continue;
    for (let column = 0; column < 6; column++) {
      const x = ix - 2 + column;
      if (x < 0 || x >= width || kx[column] === 0) continue;
      const value = pixels[(y - firstRow) * width + x]!;
      if (value - value !== 0) continue;
      const part = kx[column]! * ky[row]!;
      sum += part * value;
      share += part;
    }
  }
  return share >= LEAST_KERNEL ? sum / share : Number.NaN;
}
