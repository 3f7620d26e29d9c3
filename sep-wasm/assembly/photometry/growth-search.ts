// Radii that hold a part of the light, looked for among sums in circles: of a growth curve that
// only rises a few values do. They are those of the rings in `growth`, to the last sub-pixel.
import { beginCircles, circleCountAt, findCircle, isEasyCircle, reserveCircles, takeCircleRow } from "./circle-coverage";
import { beginCoverage, first, fullFrom, fullTo, last } from "./coverage";
import { fromX, fromY, setBox, toX, toY } from "./ellipse";
import { rowOf } from "./field";
import { sumSpan } from "./span";
import { touchBox } from "./touch";

/** Where the search begins, of 64 rings: near the half-light radius of most sources. */
// @ts-ignore: decorator
@inline const START: i32 = 16;

/** A float32 sum of negative pixels may be too near to 0 by less than this. */
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1.001;

let perPixel: f64 = 1;
/** the sum of the negative pixels that the last circle touches */
let dark: f32 = 0;

/** To be called inside a scratch scope, once. */
export function beginSearch(samples: i32): void {
  beginCoverage(samples);
  reserveCircles();
  beginCircles();
  perPixel = 1.0 / <f64>(samples * samples);
}

/**
 * The least square of a distance at which a sub-pixel counts as outside ring `ring` (of `rings` a
 * pixel), by the rounding with which it would be put into rings.
 */
function edgeOf(ring: i32, rings: f64): f64 {
  const radius = <f64>ring / rings;
  let bits = reinterpret<u64>(radius * radius);
  while (Math.sqrt(reinterpret<f64>(bits)) * rings >= <f64>ring) bits--;
  while (Math.sqrt(reinterpret<f64>(bits)) * rings < <f64>ring) bits++;
  return reinterpret<f64>(bits);
}

/** Light in an easy circle, all of whose pixels are good. */
function lightWithin(r2: f64): f64 {
  let sum: f64 = 0;
  let rim: f64 = 0;
  let negative = f32x4.splat(0);
  findCircle(r2);
  for (let j = fromY; j < toY; j++) {
    takeCircleRow(j);
    const row = rowOf(j);
    for (let i = first == fullFrom ? fullTo : first; i < last; i = i + 1 == fullFrom ? fullTo : i + 1) {
      const value = load<f32>(row + (<usize>i << 2));
      rim += circleCountAt(i) * <f64>value;
      negative = f32x4.add(negative, f32x4.splat(min(value, 0)));
    }
    if (fullFrom >= fullTo) continue;
    sum += sumSpan(row, fullFrom, fullTo);
    for (let i = fullFrom; i < fullTo; i++) {
      const value = v128.load32_splat(row + (<usize>i << 2));
      negative = f32x4.add(negative, f32x4.pmin(f32x4.splat(0), value));
    }
  }
  dark = f32x4.extract_lane(negative, 0);
  return sum + rim * perPixel;
}

/**
 * Whether the curve stays below the target up to a ring. `most`: what it may have been farther in,
 * its light and all that was negative; it is looked at ring by ring as long as that does not do.
 */
function isBelow(ring: i32, rings: f64, most: f64, target: f64): bool {
  while (most >= target && --ring > 0) {
    setBox(<f64>ring / rings);
    const light = lightWithin(edgeOf(ring, rings));
    if (light >= target) return false;
    most = light - <f64>dark * ROUNDING;
  }
  return true;
}

/**
 * The radius at which the growth curve around the centre that is set reaches a target above 0,
 * between two of `count` rings out to rmax; all pixels there are good. -1 where a circle is no easy
 * one or the curve may have been as high before. Changes the box.
 */
export function searchRadius(target: f64, rmax: f64, count: i32): f64 {
  const rings = <f64>count / rmax;
  let inner = 0;
  let outer = count + 1;
  let below: f64 = 0;
  let within: f64 = 0;
  let fall: f64 = 0;
  let ring = START;
  setBox(<f64>ring / rings);
  touchBox();
  while (outer - inner > 1) {
    setBox(<f64>ring / rings);
    if (fromX >= toX || fromY >= toY || !isEasyCircle()) return -1;
    const light = lightWithin(edgeOf(ring, rings));
    if (light >= target) {
      outer = ring;
      within = light;
    } else {
      inner = ring;
      below = light;
      fall = -<f64>dark;
    }
    // by a straight line between both, or with the square of the radius
    const guess = outer <= count
      ? inner + 1 + <i32>((target - below) / (within - below) * <f64>(outer - inner))
      : <i32>min(<f64>(count + 1), <f64>ring * Math.sqrt(target / max(light, 0.25 * target)) + 1);
    ring = max(inner + 1, min(outer - 1, guess));
  }
  if (!isBelow(inner, rings, below + fall * ROUNDING, target)) return -1;
  if (outer > count) return rmax;
  return min(rmax, (<f64>inner + (target - below) / (within - below)) * (rmax / <f64>count));
}
