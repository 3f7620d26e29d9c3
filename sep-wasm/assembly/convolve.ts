// The image filtered with the detection kernel, whole.

import { setFrame } from "./frame";
import { filterRow, newRing, PIXELS, SLACK } from "./filter";
import { scratchBytes } from "./memory";

/**
 * Filter an image (mask: see frame.ts) with `kernel`, columns x rows float32, into `out`, width x
 * height float32.
 */
export function convolve(
  data: usize, mask: usize, width: i32, height: i32, kernel: usize, columns: i32, rows: i32, out: usize,
): void {
  setFrame(data, mask, width, height, 0, 1, 0, NaN);
  const ring = newRing(PIXELS, kernel, columns, rows);
  const line = scratchBytes((<u64>width + SLACK) << 2);
  const bytes = <usize>width << 2;
  for (let y = 0; y < height; y++) {
    filterRow(ring, y, line);
    memory.copy(out + <usize>y * bytes, line, bytes);
  }
}
