// Isophotal measures of one object (SExtractor's manual, "Isophotal measurements"): positions and
// moments weighted by the
// filtered pixel values, errors from the noise, flux and peak of the pixels themselves.

import { height, noiseAt, photonVariance, positionVariance, width } from "./frame";
import { rawAt, valueAt, xAt, yAt } from "./group";
import { List } from "./list";
import { scratchBytes } from "./memory";
import { halfway, insidePixel, narrowness } from "./narrowness";

/** SEP's flags. */
export const MERGED: i32 = 1;
export const TRUNCATED: i32 = 2;
export const SINGULAR: i32 = 8;

/** A row of the table of objects: all float64, in the order in which JavaScript reads them. */
@unmanaged
export class Source {
  thresh: f64;
  npix: f64;
  tnpix: f64;
  xmin: f64;
  xmax: f64;
  ymin: f64;
  ymax: f64;
  x: f64;
  y: f64;
  x2: f64;
  y2: f64;
  xy: f64;
  errx2: f64;
  erry2: f64;
  errxy: f64;
  a: f64;
  b: f64;
  theta: f64;
  cxx: f64;
  cyy: f64;
  cxy: f64;
  cflux: f64;
  flux: f64;
  cpeak: f64;
  peak: f64;
  xcpeak: f64;
  ycpeak: f64;
  xpeak: f64;
  ypeak: f64;
  flag: f64;
  /** number of the group of touching pixels that it is a part of, from 1 */
  group: f64;
  /**
   * how far the faintest of the `minarea` brightest filtered pixels rises above the threshold (see
   * keepBrightest); 0 with fewer pixels
   */
  margin: f64;
  /** height of a Gaussian like it: see amplitude */
  amplitude: f64;
}

let brightest: usize = 0;
let minarea: u32 = 0;
/** noises that a pixel's raw value must exceed to count into tnpix; 0: the object's threshold */
let noises: f32 = 0;
/** number of the group that is measured, from 1 */
let group: u32 = 0;

export function reserveMeasuring(area: u32, ownNoises: f32): void {
  minarea = area;
  noises = ownNoises;
  brightest = scratchBytes(<u64>max(area, 1) * 4);
  group = 0;
}

/** To be called before the parts of each group. */
export function beginGroup(): void {
  group++;
}

// @ts-ignore: decorator
@inline function bright(i: u32): f32 {
  return load<f32>(brightest + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline function setBright(i: u32, value: f32): void {
  store<f32>(brightest + (<usize>i << 2), value);
}

/**
 * Keep the `minarea` brightest pixels, the faintest of them first. `seen` pixels came before this
 * one.
 *
 * SExtractor and SEP both keep them in a heap that is not quite one (found from which objects of
 * designed shapes they clean away): it is put in order only when pixel number minarea + 1 comes,
 * which itself is not looked at, and after its first step down the sifting goes on at the element
 * behind the one it swapped. Which objects survive the cleaning depends on it, so it is done alike.
 */
function keepBrightest(value: f32, seen: u32): void {
  if (seen < minarea) {
    setBright(seen, value);
    return;
  }
  if (seen == minarea) {
    for (let i: u32 = 1; i < minarea; i++) {
      const moved = bright(i);
      let place = i;
      for (; place > 0 && bright(place - 1) > moved; place--) setBright(place, bright(place - 1));
      setBright(place, moved);
    }
    return;
  }
  if (value <= bright(0)) return;
  setBright(0, value);
  let i: u32 = 0;
  while (i < minarea) {
    let child = (i << 1) + 1;
    if (child >= minarea) return;
    if (child + 1 < minarea && bright(child) > bright(child + 1)) child++;
    if (bright(child) > bright(i)) return;
    const swapped = bright(i);
    setBright(i, bright(child));
    setBright(child, swapped);
    i = child + 1;
  }
}

/** Height of a Gaussian with the object's flux and the narrower of its widths. */
function amplitude(source: Source, members: usize, count: u32): f64 {
  const half = halfway(source.thresh, source.peak);
  let between = source.tnpix;
  for (let k: u32 = 0; k < count; k++) {
    if (<f64>rawAt(load<u32>(members + (<usize>k << 2))) > half) between--;
  }
  const ab = source.a * source.b;
  return source.cflux / (2 * Math.PI * ab * narrowness(ab, source.thresh, source.peak, between));
}

/**
 * Measure the object of the `count` pixels whose numbers in the open group (u32) begin at
 * `members`, and add it to the table. `centred`: its centre is cx, cy (of the part above the
 * branching), not the mean of these pixels.
 */
export function measure(
  members: usize, count: u32, thresh: f32, table: List, flag: i32, centred: bool, cx: f64, cy: f64,
): Source {
  const first = load<u32>(members);
  const x0 = xAt(first);
  const y0 = yAt(first);
  let xmin = i32.MAX_VALUE, xmax = -1, ymin = i32.MAX_VALUE, ymax = -1;
  let cflux: f64 = 0, flux: f64 = 0;
  let sx: f64 = 0, sy: f64 = 0, sxx: f64 = 0, syy: f64 = 0, sxy: f64 = 0;
  let noise: f64 = 0, nx: f64 = 0, ny: f64 = 0, nxx: f64 = 0, nyy: f64 = 0, nxy: f64 = 0;
  let cpeak: f32 = -Infinity, peak: f32 = -Infinity;
  let xcpeak = 0, ycpeak = 0, xpeak = 0, ypeak = 0;
  let above: u32 = 0;
  for (let k: u32 = 0; k < count; k++) {
    const i = load<u32>(members + (<usize>k << 2));
    const x = xAt(i);
    const y = yAt(i);
    const filtered = valueAt(i);
    const raw = rawAt(i);
    xmin = min(xmin, x);
    xmax = max(xmax, x);
    ymin = min(ymin, y);
    ymax = max(ymax, y);
    if (filtered > cpeak) {
      cpeak = filtered;
      xcpeak = x;
      ycpeak = y;
    }
    if (raw > peak) {
      peak = raw;
      xpeak = x;
      ypeak = y;
    }
    if (raw > (noises > 0 ? noises * noiseAt(x, y) : thresh)) above++;
    keepBrightest(filtered, k);
    const f = <f64>filtered;
    const dx = <f64>(x - x0);
    const dy = <f64>(y - y0);
    cflux += f;
    flux += <f64>raw;
    sx += f * dx;
    sy += f * dy;
    sxx += f * dx * dx;
    syy += f * dy * dy;
    sxy += f * dx * dy;
    const sigma = <f64>noiseAt(x, y);
    const background = positionVariance >= 0 ? positionVariance : sigma * sigma;
    const variance = background + max(<f64>filtered, 0) * photonVariance;
    noise += variance;
    nx += variance * dx;
    ny += variance * dy;
    nxx += variance * dx * dx;
    nyy += variance * dy * dy;
    nxy += variance * dx * dy;
  }
  const mx = centred ? cx - <f64>x0 : sx / cflux;
  const my = centred ? cy - <f64>y0 : sy / cflux;
  let x2 = (sxx - 2 * mx * sx) / cflux + mx * mx;
  let y2 = (syy - 2 * my * sy) / cflux + my * my;
  const xy = (sxy - mx * sy - my * sx) / cflux + mx * my;
  if (x2 * y2 - xy * xy < 1 / 144.0) {
    x2 += 1 / 12.0;
    y2 += 1 / 12.0;
    flag |= SINGULAR;
  }
  if (xmin == 0 || ymin == 0 || xmax == width - 1 || ymax == height - 1) flag |= TRUNCATED;
  const determinant = x2 * y2 - xy * xy;
  const half = 0.5 * (x2 + y2);
  const split = Math.sqrt(0.25 * (x2 - y2) * (x2 - y2) + xy * xy);
  const source = changetype<Source>(table.extend(offsetof<Source>()));
  source.thresh = <f64>thresh;
  source.npix = <f64>count;
  source.tnpix = <f64>above;
  source.xmin = <f64>xmin;
  source.xmax = <f64>xmax;
  source.ymin = <f64>ymin;
  source.ymax = <f64>ymax;
  source.x = mx + <f64>x0;
  source.y = my + <f64>y0;
  source.x2 = x2;
  source.y2 = y2;
  source.xy = xy;
  const scale = 1 / (cflux * cflux);
  source.errx2 = (nxx - 2 * mx * nx + mx * mx * noise) * scale;
  source.erry2 = (nyy - 2 * my * ny + my * my * noise) * scale;
  source.errxy = (nxy - mx * ny - my * nx + mx * my * noise) * scale;
  const narrow = insidePixel(source.errx2, source.erry2, source.errxy, noise * scale);
  source.errx2 += narrow;
  source.erry2 += narrow;
  source.a = Math.sqrt(half + split);
  source.b = Math.sqrt(max(half - split, 0));
  source.theta = 0.5 * Math.atan2(2 * xy, x2 - y2);
  source.cxx = y2 / determinant;
  source.cyy = x2 / determinant;
  source.cxy = (-2 * xy) / determinant;
  source.cflux = cflux;
  source.flux = flux;
  source.cpeak = <f64>cpeak;
  source.peak = <f64>peak;
  source.xcpeak = <f64>xcpeak;
  source.ycpeak = <f64>ycpeak;
  source.xpeak = <f64>xpeak;
  source.ypeak = <f64>ypeak;
  source.flag = <f64>flag;
  source.group = <f64>group;
  source.margin = count < minarea ? 0 : <f64>bright(0) - <f64>thresh;
  source.amplitude = amplitude(source, members, count);
  return source;
}
