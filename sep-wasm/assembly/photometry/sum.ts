// Sums in circles, ellipses and their annuli.
import { beginCircles, circleCountAt, findCircle, isEasyCircle, reserveCircles, takeCircleRow } from "./circle-coverage";
import { beginCoverage, countAt, countRow, counts, findRow, first, fullFrom, fullTo, last, setSubpix } from "./coverage";
import {
  cut, cx, cy, distance2, fromY, margin, semiMinor, setBox, setCircle, setEllipse, toY, zone, zoneFrom, zoneTo,
} from "./ellipse";
import { overlap } from "./exact";
import {
  errors, gain, gainVariance, GOOD, isFinite64, isWhole, kindOf, mask, MISSING, rowOf, segments, variance, varianceAt, width,
} from "./field";
import { HAS_MASKED, TRUNCATED } from "./flags";
import { forgetGood, isGoodBox } from "./good";
import { hiddenLevel, hideNeighbours, showNeighbours } from "./neighbours";
import { summedPixels, sumInside } from "./inside";
import { reserveSmallEllipses } from "./small-ellipse";
import { touchBox } from "./touch";
import { probeSpan, sumSpan } from "./span";

// the last aperture
let flux: f64 = 0;
/** of the flux */
let noise: f64 = 0;
/** pixels, made up for missing ones */
let area: f64 = 0;
/** the part of it that was measured */
let goodArea: f64 = 0;
let flag: i32 = 0;
let isCircle: bool = false;

/** Every pixel good, one rms, sub-pixels, no hole; NaN when a pixel on the way is not finite. */
function sumFast(r: f64, subpix: i32): void {
  const reach = (r + margin) * (r + margin);
  const whole = <f64>(subpix * subpix);
  let sum: f64 = 0;
  let rim: f64 = 0;
  let covered: f64 = 0;
  for (let j = fromY; j < toY; j++) {
    const row = rowOf(j);
    zone(j, reach);
    if (zoneFrom == zoneTo) continue;
    findRow(j, r * r, false);
    sum += probeSpan(row, zoneFrom, first) + probeSpan(row, max(last, zoneFrom), zoneTo);
    for (let i = first == fullFrom ? fullTo : first; i < last; i = i + 1 == fullFrom ? fullTo : i + 1) {
      const count = countAt(i);
      covered += count;
      rim += count * <f64>load<f32>(row + (<usize>i << 2));
    }
    if (fullFrom < fullTo) {
      covered += whole * <f64>(fullTo - fullFrom);
      sum += sumSpan(row, fullFrom, fullTo);
    }
  }
  flux = sum + rim / whole;
  area = goodArea = covered / whole;
  noise = variance * area;
}

/** The same of whole pixels, all of them known to be good. */
function sumWhole(r: f64): void {
  flux = sumInside(r * r);
  area = goodArea = <f64>summedPixels;
  noise = variance * area;
}

/** The same where all the box is known to be good, of a circle that is an easy one. */
function sumEasy(r: f64, subpix: i32): void {
  const whole = <f64>(subpix * subpix);
  let sum: f64 = 0;
  let rim: f64 = 0;
  let covered: f64 = 0;
  findCircle(r * r);
  for (let j = fromY; j < toY; j++) {
    takeCircleRow(j);
    const row = rowOf(j);
    for (let i = first == fullFrom ? fullTo : first; i < last; i = i + 1 == fullFrom ? fullTo : i + 1) {
      const count = circleCountAt(i);
      covered += count;
      rim += count * <f64>load<f32>(row + (<usize>i << 2));
    }
    if (fullFrom < fullTo) {
      covered += whole * <f64>(fullTo - fullFrom);
      sum += sumSpan(row, fullFrom, fullTo);
    }
  }
  flux = sum + rim / whole;
  area = goodArea = covered / whole;
  noise = variance * area;
}

/** Any field, any overlap (subpix 0: exact): pixel by pixel. */
function sumCareful(inner: f64, outer: f64, subpix: i32, id: i32): void {
  const reach = (outer + margin) * (outer + margin);
  const hole = inner > margin ? (inner - margin) * (inner - margin) : -1;
  const scale = 1 / <f64>(subpix * subpix);
  let sum: f64 = 0;
  let noises: f64 = 0;
  let good: f64 = 0;
  let missing: f64 = 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, reach);
    if (zoneFrom == zoneTo) continue;
    const to = zoneTo;
    if (subpix > 0) countRow(j, inner, outer, zoneFrom, to);
    const row = rowOf(j);
    for (let i = zoneFrom; i < to; i++) {
      let part: f64;
      if (subpix > 0) {
        part = load<f64>(counts + (<usize>i << 3)) * scale;
      } else {
        part = overlap(i, j, outer);
        if (inner > 0) part -= overlap(i, j, inner);
      }
      const value = load<f32>(row + (<usize>i << 2));
      const index = <usize>j * <usize>width + <usize>i;
      const kind = kindOf(index, value, id);
      if (kind == GOOD) {
        sum += part * <f64>value;
        noises += part * varianceAt(index);
        good += part;
      } else {
        if (kind == MISSING) missing += part;
        if (part != 0 || distance2(<f64>i - cx, <f64>j - cy) > hole) flag |= HAS_MASKED;
      }
    }
  }
  area = good + missing;
  goodArea = good;
  const correction = missing > 0 ? area / good : 1;
  flux = sum * correction;
  noise = noises * correction;
}

/**
 * Photon noise where the gain follows the noise map. SExtractor counts every pixel whole whose
 * centre is inside, or, where it samples the rim, within 3/4 of a pixel of it (found from its
 * errors on discs of constant light).
 */
function photonNoise(outer: f64, subpix: i32, id: i32): f64 {
  const reach = subpix == 1 ? outer : outer + 0.75 / semiMinor;
  const level = hiddenLevel();
  let sum: f64 = 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, reach * reach);
    const row = rowOf(j);
    for (let i = zoneFrom; i < zoneTo; i++) {
      const value = load<f32>(row + (<usize>i << 2)) + level;
      const index = <usize>j * <usize>width + <usize>i;
      if (value > 0 && kindOf(index, value, id) == GOOD) sum += <f64>value * varianceAt(index);
    }
  }
  return sum / (gain * gainVariance);
}

/** Sum between the scaled ellipses; the centre and the form are set. */
function sumAperture(inner: f64, outer: f64, subpix: i32, id: i32): void {
  setBox(outer);
  flag = cut ? TRUNCATED : 0;
  if (outer == 0) {
    flux = noise = area = goodArea = 0;
    return;
  }
  if (mask == 0 && segments == 0 && errors == 0 && subpix > 0 && inner == 0) {
    if (subpix == 1 && isWhole) sumWhole(outer);
    else if (isCircle && isEasyCircle() && isGoodBox()) sumEasy(outer, subpix);
    else sumFast(outer, subpix);
    if (isFinite64(flux)) {
      if (gain > 0 && flux > 0) noise += flux / gain;
      return;
    }
  }
  sumCareful(inner, outer, subpix, id);
  if (gain > 0 && gainVariance > 0) noise += photonNoise(outer, subpix, id);
  else if (gain > 0 && flux > 0) noise += flux / gain;
}

// @ts-ignore: decorator
@inline function at(column: usize, k: i32, missing: f64): f64 {
  return column == 0 ? missing : load<f64>(column + (<usize>k << 3));
}

/**
 * Sums for n sources. Columns are float64; address 0 stands for: a, b, theta: circles; inner: 0;
 * annulusIn/Out: no local background; ids: int32, none. Results: flux, its rms (float64) and flags
 * (int32).
 */
export function sumApertures(
  n: i32, x: usize, y: usize, a: usize, b: usize, theta: usize, inner: usize, outer: usize,
  annulusIn: usize, annulusOut: usize, ids: usize, subpix: i32, fluxes: usize, rms: usize, flags: usize,
): void {
  beginCoverage(max(1, subpix));
  reserveCircles();
  reserveSmallEllipses();
  beginCircles();
  forgetGood();
  for (let k = 0; k < n; k++) {
    const id = ids == 0 ? 0 : load<i32>(ids + (<usize>k << 2));
    const px = at(x, k, 0);
    const py = at(y, k, 0);
    const pa = at(a, k, 1);
    const pb = at(b, k, 1);
    const angle = at(theta, k, 0);
    const r1 = at(inner, k, 0);
    let r2 = at(outer, k, 0);
    if (!isFinite64(px + py + pa + pb + angle + r1 + r2)) {
      flux = noise = NaN;
      flag = TRUNCATED;
    } else {
      isCircle = a == 0;
      if (isCircle) {
        setCircle(px, py);
      } else if (pa > 0 && pb > 0) {
        setEllipse(px, py, pa, pb, angle);
      } else {
        setCircle(px, py);
        r2 = 0;
      }
      setBox(r2);
      touchBox();
      hideNeighbours(k);
      sumAperture(r1, r2, subpix, id);
      showNeighbours();
      if (annulusOut != 0) subtractAnnulus(at(annulusIn, k, 0), at(annulusOut, k, 0), id, a == 0 ? 1 : subpix, subpix);
    }
    store<f64>(fluxes + (<usize>k << 3), flux);
    store<f64>(rms + (<usize>k << 3), Math.sqrt(noise));
    store<i32>(flags + (<usize>k << 2), flag);
  }
}

/**
 * Take the mean of the annulus off; the flag stays the aperture's. That SEP samples circles' annuli
 * by whole pixels and ellipses' as the aperture was found by trying.
 */
function subtractAnnulus(inner: f64, outer: f64, id: i32, sampling: i32, subpix: i32): void {
  const sourceFlux = flux;
  const sourceNoise = noise;
  const sourceArea = area;
  const sourceFlag = flag;
  setSubpix(max(1, sampling));
  beginCircles();
  sumAperture(inner, outer, sampling, id);
  setSubpix(max(1, subpix));
  beginCircles();
  const ratio = sourceArea / area;
  flux = sourceFlux - flux * ratio;
  // the variance of a mean over the pixels that were measured
  noise = sourceNoise + noise * ratio * ratio * (area / goodArea);
  flag = sourceFlag;
}
