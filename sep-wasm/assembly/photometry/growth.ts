// Radii that hold given fractions of the flux. The light of the sub-pixels is gathered in 64 rings
// out to rmax; the
// radius is interpolated in the ring where the growing sum first reaches the fraction. Rings are
// only filled as far out
// as that takes.
import { scratchBytes } from "../memory";
import { cut, cx, cy, fromX, fromY, setBox, setCircle, toX, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { FOREIGN, GOOD, isFinite64, isWhole, kindOf, mask, rowOf, segments, width } from "./field";
import { HAS_MASKED, TRUNCATED } from "./flags";
import { beginSearch, searchRadius } from "./growth-search";
import { coverNeighbours, showNeighbours } from "./neighbours";
import { anyMasked, isFiniteSpan } from "./span";

// @ts-ignore: decorator
@inline const RINGS: i32 = 64;
/** Half a pixel's diagonal. */
// @ts-ignore: decorator
@inline const MARGIN: f64 = 0.7072;
/** SEP looks this much farther than rmax for bad pixels. */
// @ts-ignore: decorator
@inline const SEEN: f64 = 1.5;

/** SExtractor's sub-pixels per pixel and side. */
// @ts-ignore: decorator
@inline const FIVE: i32 = 5;
let subpix: i32 = FIVE;
/**
 * four float64 of this stage's light per ring, so that neighbours do not wait for each other; ring
 * 64 is the rest
 */
let light: usize = 0;
/** float64: light within each ring's outer radius, up to ring `filled` */
let growth: usize = 0;
let filled: i32 = 0;
/** float64: squared x offsets of a column's sub-pixels, padded to an even number with infinity */
let offsets: usize = 0;
/** bytes between two columns' offsets */
let stride: usize = 0;
/** the same as float32, where there are 5 of them: 8 a column, the last 3 unused */
let offsets32: usize = 0;
let rmax: f64 = 0;
let flag: i32 = 0;
/** a target below 0 is looked for, too */
let isSigned: bool = false;
/** circles are sampled as rings are */
let isSearched: bool = false;

/** Where column i's offsets are. */
// @ts-ignore: decorator
@inline function offsetsOf(i: i32): usize {
  return offsets + <usize>(i - fromX) * stride;
}

function setOffsets(from: i32, to: i32): void {
  const scale = 1.0 / <f64>subpix;
  const offset = 0.5 * (scale - 1.0);
  for (let i = from; i < to; i++) {
    const at = offsetsOf(i);
    let dx = <f64>i - cx + offset;
    for (let k = 0; k < subpix; k++) {
      store<f64>(at + (<usize>k << 3), dx * dx);
      dx += scale;
    }
    if ((subpix & 1) != 0) store<f64>(at + (<usize>subpix << 3), Infinity);
    if (subpix != FIVE) continue;
    const at32 = offsets32 + (<usize>(i - fromX) << 5);
    for (let k = 0; k < FIVE; k++) store<f32>(at32 + (<usize>k << 2), <f32>load<f64>(at + (<usize>k << 3)));
  }
}

// @ts-ignore: decorator
@inline function addLight(ring: i32, lane: usize, value: f64): void {
  const at = light + (<usize>ring << 5) + lane;
  store<f64>(at, load<f64>(at) + value);
}

/** The sub-pixels of the pixels from <= i < to of a row. */
function gatherSpan(row: usize, from: i32, to: i32, dyTop: f64, rings: f64): void {
  if (subpix == FIVE) gatherFives(row, from, to, dyTop, rings);
  else gatherExactly(row, from, to, dyTop, rings);
}

/**
 * A radius in rings that is nearer to a ring's end than this is found in float64. In float32 radii
 * up to 64 rings are off by less than a fifth of it: 5 roundings of 6e-8 each.
 */
// @ts-ignore: decorator
@inline const CLOSE: f32 = 1e-4;

/** Radii of four sub-pixels, in rings. */
// @ts-ignore: decorator
@inline function radiiOf(dx2: v128, dy2: v128, perRadius: v128): v128 {
  return f32x4.mul(f32x4.sqrt(f32x4.add(dx2, dy2)), perRadius);
}

/** How near each is to a ring's end. */
// @ts-ignore: decorator
@inline function offEnd(radii: v128): v128 {
  return f32x4.abs(f32x4.sub(radii, f32x4.nearest(radii)));
}

/** Adds the value to the rings of the first four sub-pixels of a row of sub-pixels. */
// @ts-ignore: decorator
@inline function addFour(radii: v128, lane: usize, value: f64): void {
  const ring = i32x4.min_s(i32x4.trunc_sat_f32x4_s(radii), i32x4.splat(RINGS));
  addLight(i32x4.extract_lane(ring, 0), lane, value);
  addLight(i32x4.extract_lane(ring, 1), lane + 8, value);
  addLight(i32x4.extract_lane(ring, 2), lane, value);
  addLight(i32x4.extract_lane(ring, 3), lane + 8, value);
}

/** `gatherExactly` of 5 x 5 sub-pixels, as float32: the same rings. */
function gatherFives(row: usize, from: i32, to: i32, dyTop: f64, rings: f64): void {
  const scale = 1.0 / <f64>subpix;
  const perRadius = f32x4.splat(<f32>rings);
  const y1 = dyTop + scale;
  const y2 = y1 + scale;
  const y3 = y2 + scale;
  const y4 = y3 + scale;
  const below = f32x4(<f32>(dyTop * dyTop), <f32>(y1 * y1), <f32>(y2 * y2), <f32>(y3 * y3));
  const highest = f32x4.splat(<f32>(y4 * y4));
  for (let i = from; i < to; i++) {
    const at = offsets32 + (<usize>(i - fromX) << 5);
    const four = v128.load(at);
    const fifth = v128.load32_splat(at, 16);
    const r0 = radiiOf(four, f32x4.splat(f32x4.extract_lane(below, 0)), perRadius);
    const r1 = radiiOf(four, f32x4.splat(f32x4.extract_lane(below, 1)), perRadius);
    const r2 = radiiOf(four, f32x4.splat(f32x4.extract_lane(below, 2)), perRadius);
    const r3 = radiiOf(four, f32x4.splat(f32x4.extract_lane(below, 3)), perRadius);
    const r4 = radiiOf(four, highest, perRadius);
    // the fifth sub-pixels of the first four rows, and of the last
    const side = radiiOf(fifth, below, perRadius);
    const corner = radiiOf(fifth, highest, perRadius);
    const nearest = f32x4.pmin(
      f32x4.pmin(f32x4.pmin(offEnd(r0), offEnd(r1)), f32x4.pmin(offEnd(r2), offEnd(r3))),
      f32x4.pmin(f32x4.pmin(offEnd(r4), offEnd(side)), offEnd(corner)));
    if (v128.any_true(f32x4.lt(nearest, f32x4.splat(CLOSE)))) {
      gatherExactly(row, i, i + 1, dyTop, rings);
      continue;
    }
    const value = <f64>load<f32>(row + (<usize>i << 2));
    addFour(r0, 0, value);
    addFour(r1, 16, value);
    addFour(r2, 0, value);
    addFour(r3, 16, value);
    addFour(r4, 0, value);
    const ring = i32x4.min_s(i32x4.trunc_sat_f32x4_s(side), i32x4.splat(RINGS));
    addLight(i32x4.extract_lane(ring, 0), 0, value);
    addLight(i32x4.extract_lane(ring, 1), 16, value);
    addLight(i32x4.extract_lane(ring, 2), 0, value);
    addLight(i32x4.extract_lane(ring, 3), 16, value);
    addLight(min(RINGS, <i32>f32x4.extract_lane(corner, 0)), 0, value);
  }
}

/** The sub-pixels of the pixels from <= i < to of a row, in float64. */
function gatherExactly(row: usize, from: i32, to: i32, dyTop: f64, rings: f64): void {
  const scale = 1.0 / <f64>subpix;
  const perRadius = f64x2.splat(rings);
  const farthest = i32x4.splat(RINGS);
  const samples = subpix;
  const end = stride;
  for (let i = from; i < to; i++) {
    const value = <f64>load<f32>(row + (<usize>i << 2));
    const at = offsetsOf(i);
    let dy = dyTop;
    let lane: usize = 0;
    for (let l = 0; l < samples; l++) {
      const dy2 = f64x2.splat(dy * dy);
      for (let k: usize = 0; k < end; k += 16) {
        const r = f64x2.mul(f64x2.sqrt(f64x2.add(v128.load(at + k), dy2)), perRadius);
        const ring = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(r), farthest);
        addLight(i32x4.extract_lane(ring, 0), lane, value);
        addLight(i32x4.extract_lane(ring, 1), lane + 8, value);
      }
      dy += scale;
      lane ^= 16;
    }
  }
}

/** Fill the rings from `filled` up to, without, ring `to`: every pixel good. */
function fill(to: i32): void {
  const rings = <f64>RINGS / rmax;
  const inner = <f64>filled / rings - MARGIN;
  const outer = <f64>to / rings + MARGIN;
  memory.fill(light, 0, (RINGS + 1) << 5);
  const low = <i32>max(<f64>fromY, ceil(cy - outer));
  const high = <i32>min(<f64>toY, floor(cy + outer) + 1);
  setOffsets(<i32>max(<f64>fromX, ceil(cx - outer)), <i32>min(<f64>toX, floor(cx + outer) + 1));
  const offset = 0.5 * (1.0 / <f64>subpix - 1.0);
  for (let j = low; j < high; j++) {
    zone(j, outer * outer);
    const row = rowOf(j);
    const top = <f64>j - cy + offset;
    const dy = Math.abs(<f64>j - cy);
    if (inner > dy) {
      // the pixels well inside are in rings that are full already
      const half = Math.sqrt(inner * inner - dy * dy);
      const from = min(zoneTo, max(zoneFrom, <i32>max(<f64>fromX, min(<f64>toX, ceil(cx - half)))));
      const upTo = max(from, min(zoneTo, <i32>max(<f64>fromX, min(<f64>toX, floor(cx + half) + 1))));
      gatherSpan(row, zoneFrom, from, top, rings);
      gatherSpan(row, upTo, zoneTo, top, rings);
    } else {
      gatherSpan(row, zoneFrom, zoneTo, top, rings);
    }
  }
  const part = 1.0 / <f64>(subpix * subpix);
  let sum = filled > 0 ? load<f64>(growth + (<usize>(filled - 1) << 3)) : 0;
  for (let ring = filled; ring < to; ring++) {
    const at = light + (<usize>ring << 5);
    sum += (load<f64>(at) + load<f64>(at, 8) + load<f64>(at, 16) + load<f64>(at, 24)) * part;
    store<f64>(growth + (<usize>ring << 3), sum);
  }
  filled = to;
}

/**
 * Fill all rings, each made up for its missing pixels by area; `areas` holds good and missing area
 * per ring.
 */
function fillCareful(areas: usize, id: i32): void {
  const rings = <f64>RINGS / rmax;
  memory.fill(light, 0, (RINGS + 1) << 5);
  memory.fill(areas, 0, (RINGS + 1) << 4);
  const scale = 1.0 / <f64>subpix;
  const offset = 0.5 * (scale - 1.0);
  setOffsets(fromX, toX);
  const reach = (rmax + SEEN) * (rmax + SEEN);
  for (let j = fromY; j < toY; j++) {
    zone(j, reach);
    const row = rowOf(j);
    for (let i = zoneFrom; i < zoneTo; i++) {
      const value = load<f32>(row + (<usize>i << 2));
      const kind = kindOf(<usize>j * <usize>width + <usize>i, value, id);
      if (kind != GOOD) flag |= HAS_MASKED;
      if (kind == FOREIGN) continue;
      const at = offsetsOf(i);
      const lane: usize = kind == GOOD ? 0 : 8;
      let dy = <f64>j - cy + offset;
      for (let l = 0; l < subpix; l++) {
        for (let k = 0; k < subpix; k++) {
          const r = Math.sqrt(load<f64>(at + (<usize>k << 3)) + dy * dy) * rings;
          const ring = <i32>min(<f64>RINGS, r);
          if (kind == GOOD) addLight(ring, 0, <f64>value);
          const area = areas + (<usize>ring << 4) + lane;
          store<f64>(area, load<f64>(area) + 1);
        }
        dy += scale;
      }
    }
  }
  let sum: f64 = 0;
  for (let ring = 0; ring < RINGS; ring++) {
    const at = <usize>ring << 4;
    const good = load<f64>(areas + at);
    const missing = load<f64>(areas + at, 8);
    if (good > 0) sum += load<f64>(light + (<usize>ring << 5)) * ((good + missing) / good) * scale * scale;
    store<f64>(growth + (<usize>ring << 3), sum);
  }
  filled = RINGS;
}

/** Whether all the pixels that SEP looks at are good. */
function allGood(): bool {
  if (isWhole) return true;
  if (segments != 0) return false;
  if (mask == 0) {
    // most often the whole box is
    let j = fromY;
    while (j < toY && isFiniteSpan(rowOf(j), fromX, toX)) j++;
    if (j == toY) return true;
  }
  const reach = (rmax + SEEN) * (rmax + SEEN);
  for (let j = fromY; j < toY; j++) {
    zone(j, reach);
    if (!isFiniteSpan(rowOf(j), zoneFrom, zoneTo)) return false;
    if (mask != 0 && anyMasked(mask + <usize>j * <usize>width, zoneFrom, zoneTo)) return false;
  }
  return true;
}

/** The stages: most sources' half-light radius lies inside the first. */
// @ts-ignore: decorator
@inline function nextStage(): i32 {
  return filled == 0 ? 16 : filled == 16 ? 22 : filled == 22 ? 32 : filled == 32 ? 46 : RINGS;
}

function radiusOf(target: f64): f64 {
  if (target <= 0 && !isSigned) return 0;
  if (target != target) return NaN;
  if (isSearched && filled == 0 && target > 0) {
    const radius = searchRadius(target, rmax, RINGS);
    if (radius >= 0) return radius;
    setBox(rmax + SEEN);
  }
  let below: f64 = 0;
  for (let ring = 0; ring < RINGS; ring++) {
    if (ring == filled) fill(nextStage());
    const within = load<f64>(growth + (<usize>ring << 3));
    if (within >= target) {
      const part = within != below ? (target - below) / (within - below) : 0;
      return min(rmax, (<f64>ring + part) * (rmax / <f64>RINGS));
    }
    below = within;
  }
  return rmax;
}

/**
 * For n sources the radii (pixels, n x m) that hold m fractions of `total` (address 0: of what lies
 * within rmax). Columns are float64, ids int32 or 0; results float64 and int32 flags. rmax or a
 * total that is no number gives NaN. A total of 0 or less has the radius 0, or with `signed` that
 * at which the curve is first not below its fraction: the first ring reaches on to either side, as
 * far as rmax.
 */
export function fluxRadii(
  n: i32, x: usize, y: usize, reach: usize, m: i32, fractions: usize, total: usize, ids: usize,
  samples: i32, signed: bool, radii: usize, flags: usize,
): void {
  subpix = samples;
  isSigned = signed;
  isSearched = subpix == FIVE;
  if (isSearched) beginSearch(subpix);
  stride = <usize>((subpix + 1) & ~1) << 3;
  light = scratchBytes((RINGS + 1) << 5);
  growth = scratchBytes(RINGS << 3);
  const areas = scratchBytes((RINGS + 1) << 4);
  offsets = scratchBytes(<u64>width * <u64>stride);
  offsets32 = scratchBytes(<u64>width << 5);
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const px = load<f64>(x + at);
    const py = load<f64>(y + at);
    rmax = load<f64>(reach + at);
    const usable = isFinite64(px + py + rmax);
    flag = TRUNCATED;
    filled = 0;
    if (usable) {
      setCircle(px, py);
      setBox(rmax + SEEN);
      flag = cut ? TRUNCATED : 0;
      coverNeighbours(k);
      if (rmax > 0 && !allGood()) fillCareful(areas, ids == 0 ? 0 : load<i32>(ids + (<usize>k << 2)));
    }
    let all: f64 = 0;
    if (total != 0) {
      all = load<f64>(total + at);
    } else if (rmax > 0 && usable) {
      while (filled < RINGS) fill(nextStage());
      all = load<f64>(growth + (<usize>(RINGS - 1) << 3));
    }
    let radius: f64 = 0;
    for (let f = 0; f < m; f++) {
      const fraction = load<f64>(fractions + (<usize>f << 3));
      const isAgain = f > 0 && fraction == load<f64>(fractions + (<usize>(f - 1) << 3));
      if (!isAgain) radius = !usable ? NaN : rmax > 0 ? radiusOf(fraction * all) : 0;
      store<f64>(radii + (<usize>(k * m + f) << 3), radius);
    }
    if (usable) showNeighbours();
    store<i32>(flags + (<usize>k << 2), flag);
  }
}
