// The background in a rectangular ring around each source (SExtractor's BACKPHOTO_TYPE LOCAL).
import { measureMesh } from "../background";
import { beginScratch, endScratch, scratchBytes } from "../memory";
import { height, rowOf, width } from "./field";
import { isHidden } from "./neighbours";

/**
 * The ring begins outside of the source's extent by this part of it (found by changing single
 * pixels).
 */
// @ts-ignore: decorator
@inline function gapOf(least: i32, most: i32): i32 {
  return (most - least + 1) >> 2;
}

/**
 * Levels of the rings of n sources, whose extents (both ends included) are int32 columns;
 * `thickness` pixels wide. Pixels of sources and bad ones are left out as far as they were known
 * when the scan had passed the source, up to row `last` (an int32 column), and with `isNextBegun`
 * left of it in the next: those further on count (found by changing single pixels). NaN where the
 * ring would leave the image, or has no pixels. `levels` float64.
 */
export function localLevels(
  n: i32, xmin: usize, xmax: usize, ymin: usize, ymax: usize, last: usize, isNextBegun: bool,
  thickness: i32, levels: usize,
): void {
  for (let k = 0; k < n; k++) {
    const box = <usize>k << 2;
    let left = load<i32>(xmin + box);
    let right = load<i32>(xmax + box);
    let low = load<i32>(ymin + box);
    let high = load<i32>(ymax + box);
    const end = load<i32>(last + box);
    const gapX = gapOf(left, right);
    const gapY = gapOf(low, high);
    left -= gapX;
    right += gapX;
    low -= gapY;
    high += gapY;
    const out = levels + (<usize>k << 3);
    store<f64>(out, NaN);
    // at its upper ends SExtractor wants one pixel more
    if (left < thickness || low < thickness) continue;
    if (right + thickness + 1 >= width || high + thickness + 1 >= height) continue;
    beginScratch();
    const columns = <u64>(right - left + 1 + 2 * thickness);
    const rows = <u64>(high - low + 1 + 2 * thickness);
    const pixels = scratchBytes(columns * rows * 4);
    let count = 0;
    for (let j = low - thickness; j <= high + thickness; j++) {
      const row = rowOf(j);
      const across = j >= low && j <= high;
      for (let i = left - thickness; i <= right + thickness; i++) {
        if (across && i == left) i = right + 1;
        const value = load<f32>(row + (<usize>i << 2));
        const isKnown = j <= end || (isNextBegun && j == end + 1 && i < left);
        if (value - value != 0 || (isKnown && isHidden(<usize>j * width + i, value, 0))) continue;
        store<f32>(pixels + (<usize>count << 2), value);
        count++;
      }
    }
    const scatter = scratchBytes(8);
    if (count > 0) measureMesh(pixels, 0, 0, count, 1, count, 1, out, scatter);
    endScratch();
  }
}
