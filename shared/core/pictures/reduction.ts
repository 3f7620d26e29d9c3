/** A plane of pixels, FITS order: the first row is the lowest on the sky's usual picture. */
export interface Plane {
  pixels: Float32Array;
  width: number;
  height: number;
}

/** The whole number by which a picture is reduced so that its longer side fits. */
export const reductionFactor = (width: number, height: number, maxSize: number): number =>
  Math.max(1, Math.ceil(Math.max(width, height) / maxSize));

/** Where a 0-based pixel coordinate (0 = centre of the first pixel) falls in the plane reduced by `factor`. */
export const reducedCoordinate = (x: number, factor: number): number => (x + 0.5) / factor - 0.5;

/**
 * The means of factor × factor blocks; NaN, infinite and masked (mask ≠ 0) pixels do not count, a block without a good
 * pixel is NaN. Blocks cut by the right and upper edge are means of what is there. Without mask and at factor 1 the very
 * same pixels are given back.
 */
export function reduce({ pixels, width, height }: Plane, factor: number, mask?: Uint8Array): Plane {
  if (factor === 1 && !mask) return { pixels, width, height };
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const out = new Float32Array(w * h);
  const sum = new Float64Array(w);
  const count = new Float64Array(w);
  for (let row = 0; row < h; row++) {
    sum.fill(0);
    count.fill(0);
    const end = Math.min((row + 1) * factor, height);
    for (let y = row * factor; y < end; y++) addRow(pixels, mask, y * width, width, factor, sum, count);
    for (let x = 0; x < w; x++) out[row * w + x] = sum[x]! / count[x]!; // 0/0 = NaN
  }
  return { pixels: out, width: w, height: h };
}

function addRow(
  pixels: Float32Array,
  mask: Uint8Array | undefined,
  start: number,
  width: number,
  factor: number,
  sum: Float64Array,
  count: Float64Array,
): void {
  for (let block = 0, x = 0; x < width; block++) {
    const end = Math.min(x + factor, width);
    let s = 0;
    let n = 0;
    for (; x < end; x++) {
      const v = pixels[start + x]!;
      if (v - v !== 0 || (mask && mask[start + x] !== 0)) continue; // v - v is 0 for finite v only
      s += v;
      n++;
    }
    sum[block]! += s;
    count[block]! += n;
  }
}
