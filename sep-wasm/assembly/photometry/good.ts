// A rectangle of the image that was looked at and has no bad pixel, so that neighbouring steps and
// rows need not look again.
import { fromX, fromY, toX, toY } from "./ellipse";
import { height, isWhole, mask, rowOf, segments, width } from "./field";

let left: i32 = 0;
let right: i32 = 0;
let low: i32 = 0;
let high: i32 = 0;

/** The box may walk this far before it is looked at again, pixels. */
// @ts-ignore: decorator
@inline const MARGIN: i32 = 1;

/** To be called when the image may be another one. */
export function forgetGood(): void {
  right = 0;
}

/**
 * Whether every pixel of the box is known to be good. False only says that one in or next to it is
 * not.
 */
export function isGoodBox(): bool {
  if (isWhole) return true;
  if (mask != 0 || segments != 0) return false;
  if (fromX >= left && toX <= right && fromY >= low && toY <= high) return true;
  left = max(fromX - MARGIN, 0);
  right = min(toX + MARGIN, width);
  low = max(fromY - MARGIN, 0);
  high = min(toY + MARGIN, height);
  if (right - left < 4) {
    right = 0;
    return false;
  }
  const zero = f32x4.splat(0);
  let probe = zero;
  for (let j = low; j < high; j++) {
    const row = rowOf(j);
    const end = row + (<usize>(right - 4) << 2);
    for (let at = row + (<usize>left << 2); at < end; at += 16) {
      probe = f32x4.add(probe, f32x4.mul(v128.load(at), zero));
    }
    probe = f32x4.add(probe, f32x4.mul(v128.load(end), zero));
  }
  if (v128.any_true(f32x4.ne(probe, zero))) {
    right = 0;
    return false;
  }
  return true;
}
