// The walk of a windowed centre: step after step until it stands still, and what the last window
// says.
import { cx, cy, fromX, fromY, setBox, setCircle, toX, toY } from "./ellipse";
import { isFinite64 } from "./field";
import { TRUNCATED } from "./flags";
import { coverNeighbours, showNeighbours } from "./neighbours";
import { touchBox } from "./touch";
import { beginWindow, flag, forgetFlag, light, momentX, momentY, sumWindow } from "./window";
import { gatherMoments, MOMENTS_BYTES } from "./window-moments";

/** SExtractor's least half-light radius is 0.5 pixels. */
// @ts-ignore: decorator
@inline const LEAST_SIGMA: f64 = 2.0 / 2.35 * 0.5;
/** The centre is found when it moves by less, in pixels. */
// @ts-ignore: decorator
@inline const STEP: f64 = 2e-4;
// @ts-ignore: decorator
@inline const MOST_STEPS: i32 = 16;

/** where the last walk ended, and how many windows there were */
let endX: f64 = 0;
let endY: f64 = 0;
let taken: i32 = 0;

/**
 * Walks from px, py with source k's window; `out` takes the moments of the last one (0: not asked
 * for).
 */
function walk(k: i32, px: f64, py: f64, sigma: f64, samples: i32, out: usize): void {
  taken = 0;
  let isLast = false;
  while (!isLast) {
    taken++;
    setCircle(px, py);
    setBox(4 * sigma);
    const isSeen = fromX < toX && fromY < toY;
    if (taken == 1) touchBox();
    if (isSeen) coverNeighbours(k);
    sumWindow(4 * sigma, sigma);
    isLast = true;
    if (light > 0) {
      const dx = 2 * momentX / light;
      const dy = 2 * momentY / light;
      px += dx;
      py += dy;
      isLast = dx * dx + dy * dy < STEP * STEP || taken == MOST_STEPS;
      // SExtractor counts one more where it gives up
      if (isLast && !(dx * dx + dy * dy < STEP * STEP)) taken++;
    }
    if (!isSeen) continue;
    if (isLast && out != 0) gatherMoments(sigma, samples, out);
    showNeighbours();
  }
  endX = px;
  endY = py;
}

/**
 * Windowed centres of n sources from x, y; the window's sigma and the results are float64 columns,
 * the flags int32. steps: how many windows there were. The walk ends when a step is shorter than
 * 2e-4 pixels, after 16 steps, or when the light in the window is not positive. moments: of each
 * source's last window, see `gatherMoments`; address 0: not asked for.
 */
export function windowedCentres(
  n: i32, x: usize, y: usize, sigmas: usize, samples: i32,
  xs: usize, ys: usize, flags: usize, steps: usize, moments: usize,
): void {
  beginWindow(samples);
  if (moments != 0) memory.fill(moments, 0, <usize>n * MOMENTS_BYTES);
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const px = load<f64>(x + at);
    const py = load<f64>(y + at);
    const sigma = max(LEAST_SIGMA, load<f64>(sigmas + at));
    const isPlace = isFinite64(px + py + sigma);
    forgetFlag();
    endX = px;
    endY = py;
    taken = 0;
    if (isPlace) walk(k, px, py, sigma, samples, moments == 0 ? 0 : moments + <usize>k * MOMENTS_BYTES);
    store<f64>(xs + at, endX);
    store<f64>(ys + at, endY);
    store<i32>(flags + (<usize>k << 2), isPlace ? flag : TRUNCATED);
    store<i32>(steps + (<usize>k << 2), taken);
  }
}
