// Pixels of other sources, and pixels without value, are hidden while a source is measured: nothing
// stands in their place, or the
// pixel that lies opposite the source's centre (SExtractor's MASK_TYPE BLANK and CORRECT). A local
// background can come off the same
// pixels. The image is changed in place around the source, and put back after it, and so is the map
// of errors.
import { List, newList } from "../list";
import { cx, cy, fromX, fromY, toX, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { errors, height, rowOf, width } from "./field";
import { forgetGood } from "./good";

/**
 * int32 a pixel, 0 or the number of the source that it belongs to; address 0: every pixel counts
 */
let labels: usize = 0;
/** int32 per source: its number in the map; address 0: 1, 2, 3 … */
let numbers: usize = 0;
/** what stands for a hidden pixel is the one opposite */
let isMirrored: bool = false;
/** one byte a pixel, not 0: without value; address 0: none */
let bad: usize = 0;
/** pixels that are not finite are hidden, too */
let hidesNaN: bool = false;
/** what stands where there is nothing to put in a hidden pixel's place */
let blank: f32 = 0;
/** what is no bad pixel keeps its error where nothing stands in its place */
let keepsErrors: bool = false;
/** float64 per source, the level of its local background; address 0: none */
let levels: usize = 0;

/**
 * The pixels that were changed: place (u32), value (f32), and error (f32) where there is a map of
 * them, in the order of the changes.
 */
let changed: List = changetype<List>(0);
// @ts-ignore: decorator
@inline const CHANGE: i32 = 12;

/** To be called inside a scratch scope, before every measurement: all 0 for none. */
export function setNeighbours(
  map: usize, ids: usize, mirrored: bool, instead: f32, badPixels: usize, hideNaN: bool, localLevels: usize,
  keepErrors: bool,
): void {
  labels = map;
  numbers = ids;
  isMirrored = mirrored;
  blank = instead;
  bad = badPixels;
  hidesNaN = hideNaN;
  levels = localLevels;
  keepsErrors = keepErrors;
  if (hides()) changed = newList();
}

// @ts-ignore: decorator
@inline function hides(): bool {
  return labels != 0 || bad != 0 || hidesNaN || levels != 0;
}

// @ts-ignore: decorator
@inline function numberOf(k: i32): i32 {
  return numbers == 0 ? k + 1 : load<i32>(numbers + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline export function isHidden(index: usize, value: f32, number: i32): bool {
  if (labels != 0) {
    const other = load<i32>(labels + (index << 2));
    if (other != 0 && other != number) return true;
  }
  if (bad != 0 && load<u8>(bad + index) != 0) return true;
  return hidesNaN && value - value != 0;
}

/** Whether a row has a pixel of another source between from and to. */
function hasForeign(row: usize, from: i32, to: i32, number: i32): bool {
  const own = i32x4.splat(number);
  const none = i32x4.splat(0);
  let any = none;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const v = v128.load(row + (<usize>i << 2));
    any = v128.or(any, v128.andnot(i32x4.ne(v, none), i32x4.eq(v, own)));
  }
  if (v128.any_true(any)) return true;
  for (; i < to; i++) {
    const v = load<i32>(row + (<usize>i << 2));
    if (v != 0 && v != number) return true;
  }
  return false;
}

/** Whether it is known without a look at each pixel that none of a row is hidden. */
// @ts-ignore: decorator
@inline function isOwnRow(j: i32, from: i32, to: i32, number: i32): bool {
  if (bad != 0 || hidesNaN) return false;
  return labels == 0 || !hasForeign(labels + ((<usize>j * width) << 2), from, to, number);
}

// @ts-ignore: decorator
@inline function change(index: usize, at: usize, value: f32): void {
  const saved = changed.extend(CHANGE);
  store<u32>(saved, <u32>index);
  store<f32>(saved, load<f32>(at), 4);
  if (errors != 0) store<f32>(saved, load<f32>(errors + (index << 2)), 8);
  store<f32>(at, value);
}

/** Place of the pixel opposite of i, j; -1 where that is hidden, too, or not in the image. */
function opposite(i: i32, j: i32, number: i32): isize {
  // towards 0, as SExtractor rounds: what would lie in the row before the first lies in it
  const x = <i32>(2 * cx - <f64>i + 0.5);
  const y = <i32>(2 * cy - <f64>j + 0.5);
  if (x < 0 || y < 0 || x >= width || y >= height) return -1;
  const place = <usize>y * width + x;
  return isHidden(place, load<f32>(rowOf(y) + (<usize>x << 2)), number) ? -1 : <isize>place;
}

/** What stands for a hidden pixel; its error is that of the pixel that does, or 0 without value. */
// @ts-ignore: decorator
@inline function replace(index: usize, at: usize, instead: isize, nothing: f32): void {
  change(index, at, instead < 0 ? nothing : load<f32>(rowOf(0) + (<usize>instead << 2)));
  if (errors == 0) return;
  const error = errors + (index << 2);
  if (instead >= 0) store<f32>(error, load<f32>(errors + (<usize>instead << 2)));
  else if (!keepsErrors || (bad != 0 && load<u8>(bad + index) != 0)) store<f32>(error, 0);
}

/**
 * Hides what does not count for source k in the box that is set; the opposite pixel or `blank`
 * takes its place. `showNeighbours` puts it back.
 */
export function hideNeighbours(k: i32): void {
  hide(k, isMirrored, blank);
  subtractLevel(k);
}

/**
 * The same, but the global background stays: so the light of a growth curve is taken (found by
 * trying).
 */
export function coverNeighbours(k: i32): void {
  hide(k, isMirrored, blank);
}

/**
 * The same, but `nothing` takes its place, and the global background stays: so radii are looked for
 * (found by trying).
 */
export function dropNeighbours(k: i32, nothing: f32): void {
  hide(k, false, nothing);
}

function hide(k: i32, mirrored: bool, nothing: f32): void {
  if (!hides()) return;
  changed.clear();
  const number = numberOf(k);
  for (let j = fromY; j < toY; j++) {
    if (isOwnRow(j, fromX, toX, number)) continue;
    const row = rowOf(j);
    for (let i = fromX; i < toX; i++) {
      const at = row + (<usize>i << 2);
      const index = <usize>j * width + i;
      if (!isHidden(index, load<f32>(at), number)) continue;
      replace(index, at, mirrored ? opposite(i, j, number) : -1, nothing);
    }
  }
}

/** The level of the local background that `hideNeighbours` took off last. */
// @ts-ignore: decorator
@inline export function hiddenLevel(): f32 {
  return level;
}

let level: f32 = 0;

function subtractLevel(k: i32): void {
  level = levels == 0 ? 0 : <f32>load<f64>(levels + (<usize>k << 3));
  if (level == 0) return;
  for (let j = fromY; j < toY; j++) {
    for (let i = fromX; i < toX; i++) {
      const at = rowOf(j) + (<usize>i << 2);
      change(<usize>j * width + i, at, load<f32>(at) - level);
    }
  }
}

/** Puts back what `hideNeighbours` changed. */
export function showNeighbours(): void {
  if (!hides() || changed.bytes == 0) return;
  for (let at = <isize>changed.bytes - CHANGE; at >= 0; at -= CHANGE) {
    const saved = changed.data + <usize>at;
    const offset = <usize>load<u32>(saved) << 2;
    store<f32>(rowOf(0) + offset, load<f32>(saved, 4));
    if (errors != 0) store<f32>(errors + offset, load<f32>(saved, 8));
  }
  changed.clear();
  forgetGood();
}

/**
 * How many of the pixels whose centres lie inside r are hidden for source k, and how many there
 * are: of the ellipse that is set. Both 0 where nothing is hidden from anyone.
 */
export let hiddenPixels: i32 = 0;
export let insidePixels: i32 = 0;
export function countHidden(k: i32, r: f64): void {
  hiddenPixels = insidePixels = 0;
  if (!hides()) return;
  const number = numberOf(k);
  for (let j = fromY; j < toY; j++) {
    zone(j, r * r);
    insidePixels += zoneTo - zoneFrom;
    if (isOwnRow(j, zoneFrom, zoneTo, number)) continue;
    const row = rowOf(j);
    for (let i = zoneFrom; i < zoneTo; i++) {
      if (isHidden(<usize>j * width + i, load<f32>(row + (<usize>i << 2)), number)) hiddenPixels++;
    }
  }
}
