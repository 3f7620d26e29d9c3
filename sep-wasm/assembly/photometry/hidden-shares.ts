// How much of an ellipse belongs to others, or has no value.
import { setBox, setEllipse } from "./ellipse";
import { isFinite64 } from "./field";
import { countHidden, hiddenPixels, insidePixels } from "./neighbours";

/**
 * The part of the pixels of n ellipses, a and b scaled by r, that is hidden: float64 columns; 0 of
 * none.
 */
export function hiddenShares(
  n: i32, x: usize, y: usize, a: usize, b: usize, theta: usize, r: usize, shares: usize,
): void {
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const pa = load<f64>(a + at);
    const pb = load<f64>(b + at);
    const scale = load<f64>(r + at);
    store<f64>(shares + at, 0);
    if (!isFinite64(load<f64>(x + at) + load<f64>(y + at) + pa + pb + scale) || !(pa > 0 && pb > 0)) continue;
    setEllipse(load<f64>(x + at), load<f64>(y + at), pa, pb, load<f64>(theta + at));
    setBox(scale);
    countHidden(k, scale);
    if (insidePixels > 0) store<f64>(shares + at, <f64>hiddenPixels / <f64>insidePixels);
  }
}
