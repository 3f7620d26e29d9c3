/** Pixels row by row, and which of them are bad: not 0. */
export interface MaskedPixels {
  pixels: Float32Array;
  mask: Uint8Array;
  width: number;
  height: number;
}

/**
 * The background's first clip, in standard deviations about the mean (Bertin & Arnouts 1996,
 * section 3).
 */
const CLIP = 2;

/**
 * Masks, cell by cell of a mesh of cellWidth x cellHeight pixels, what lies beyond the background's
 * first clip.
 */
export function clipCells(
  { pixels, mask, width, height }: MaskedPixels,
  cellWidth: number,
  cellHeight: number,
): void {
  for (let top = 0; top < height; top += cellHeight) {
    for (let left = 0; left < width; left += cellWidth) {
      const bottom = Math.min(top + cellHeight, height);
      const right = Math.min(left + cellWidth, width);
      let [count, sum, squares] = [0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) {
          const value = pixels[at]!;
          if (mask[at] || !Number.isFinite(value)) continue;
          count++;
          sum += value;
          squares += value * value;
        }
      }
      const mean = sum / count;
      const reach = CLIP * Math.sqrt(Math.max(squares / count - mean * mean, 0));
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) {
          if (!(Math.abs(pixels[at]! - mean) <= reach)) mask[at] = 1;
        }
      }
    }
  }
}
