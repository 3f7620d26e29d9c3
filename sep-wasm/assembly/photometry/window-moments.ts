// Second moments and errors of a windowed position, in the window where its walk ended.
import { countRow } from "./coverage";
import { cx, cy, fromX, fromY, setBox, setCircle, toX, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { gain, GOOD, isFinite64, kindOf, rowOf, varianceAt, width } from "./field";
import { beginWindow, LEAST_SIGMA, MARGIN, partOf, setWindow, window0 } from "./window";

/** Variance of a position inside its pixel, which SExtractor adds to each pixel's distance squared. */
// @ts-ignore: decorator
@inline const PIXEL_VARIANCE: f64 = 1.0 / 12.0;

/**
 * For n windows at x, y seven float64 each: the light sum(w I); x2, y2, xy of the light about its centroid; and the
 * variances x, y and covariance of the position, 4 sum(w^2 v dx dy) / sum(w I)^2 with v the background's variance and
 * the light's own (SExtractor's manual). Bad pixels are left out.
 */
export function windowMoments(n: i32, x: usize, y: usize, sigmas: usize, samples: i32, moments: usize): void {
  beginWindow(samples);
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const out = moments + <usize>k * 56;
    memory.fill(out, 0, 56);
    const sigma = max(LEAST_SIGMA, load<f64>(sigmas + at));
    setCircle(load<f64>(x + at), load<f64>(y + at));
    if (!isFinite64(cx + cy + sigma)) continue;
    setBox(4 * sigma);
    if (fromX < toX && fromY < toY) gather(sigma, samples, out);
  }
}

function gather(sigma: f64, samples: i32, out: usize): void {
  const r = 4 * sigma;
  const half = -0.5 / (sigma * sigma);
  const photons = gain > 0 ? 1 / gain : 0;
  let light: f64 = 0;
  let x1: f64 = 0;
  let y1: f64 = 0;
  let x2: f64 = 0;
  let y2: f64 = 0;
  let xy: f64 = 0;
  let errorX: f64 = 0;
  let errorY: f64 = 0;
  let errorXY: f64 = 0;
  setWindow(sigma);
  for (let j = fromY; j < toY; j++) {
    zone(j, (r + MARGIN) * (r + MARGIN));
    const to = zoneTo;
    if (samples > 0) countRow(j, 0, r, zoneFrom, to);
    const row = rowOf(j);
    const dy = <f64>j - cy;
    const weightY = Math.exp(dy * dy * half);
    for (let i = zoneFrom; i < to; i++) {
      const index = <usize>j * <usize>width + <usize>i;
      const value = load<f32>(row + (<usize>i << 2));
      if (kindOf(index, value, 0) != GOOD) continue;
      const weight = partOf(i, j, r) * weightY * load<f64>(window0 + (<usize>i << 3));
      const dx = <f64>i - cx;
      const weighted = weight * <f64>value;
      light += weighted;
      x1 += weighted * dx;
      y1 += weighted * dy;
      x2 += weighted * dx * dx;
      y2 += weighted * dy * dy;
      xy += weighted * dx * dy;
      const noise = weight * weight * (varianceAt(index) + max(0.0, <f64>value) * photons);
      errorX += noise * (dx * dx + PIXEL_VARIANCE);
      errorY += noise * (dy * dy + PIXEL_VARIANCE);
      errorXY += noise * dx * dy;
    }
  }
  store<f64>(out, light);
  if (light == 0) return;
  x1 /= light;
  y1 /= light;
  const scale = 4 / (light * light);
  store<f64>(out, x2 / light - x1 * x1, 8);
  store<f64>(out, y2 / light - y1 * y1, 16);
  store<f64>(out, xy / light - x1 * y1, 24);
  store<f64>(out, errorX * scale, 32);
  store<f64>(out, errorY * scale, 40);
  store<f64>(out, errorXY * scale, 48);
}
