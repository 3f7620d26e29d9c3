// The pixels of one group of runs, unpacked: what deblending, sharing and measuring work on.

import { groupAt, limits, members, runAt, values } from "./detect";
import { data, width } from "./frame";
import { scratchBytes } from "./memory";

/** Pixels of the group, in raster order. */
export let pixels: u32 = 0;
/** Their filtered values (f32) and positions (i32). */
export let filtered: usize = 0;
export let xs: usize = 0;
export let ys: usize = 0;
/** Their thresholds (f32), where each has its own. */
let thresholds: usize = 0;
/** The part that each belongs to (i32): 0 for the first, -1 while it is not known. */
export let parts: usize = 0;
/** Where the group ends. */
export let xmin: i32 = 0;
export let xmax: i32 = 0;
export let ymin: i32 = 0;
export let ymax: i32 = 0;
export let peak: f32 = 0;
/** Index of the first brightest pixel. */
export let peakPixel: u32 = 0;

export function reserveGroup(largest: u32): void {
  filtered = scratchBytes(<u64>largest * 4);
  thresholds = limits ? scratchBytes(<u64>largest * 4) : 0;
  xs = scratchBytes(<u64>largest * 4);
  ys = scratchBytes(<u64>largest * 4);
  parts = scratchBytes(<u64>largest * 4);
}

// @ts-ignore: decorator
@inline export function valueAt(i: u32): f32 {
  return load<f32>(filtered + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline export function xAt(i: u32): i32 {
  return load<i32>(xs + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline export function yAt(i: u32): i32 {
  return load<i32>(ys + (<usize>i << 2));
}
/** Unfiltered value of pixel i. */
// @ts-ignore: decorator
@inline export function rawAt(i: u32): f32 {
  return load<f32>(data + ((<usize>yAt(i) * width + xAt(i)) << 2));
}
// @ts-ignore: decorator
@inline export function partAt(i: u32): i32 {
  return load<i32>(parts + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline export function setPart(i: u32, part: i32): void {
  store<i32>(parts + (<usize>i << 2), part);
}

/** Loads that nothing depends on may be left out. */
let seen: u32 = 0;

/**
 * Unpack group number `index`. Its places in the image, and in `map` (4 bytes a pixel, address 0:
 * none), are loaded at once: their rows' waits for memory overlap.
 */
export function openGroup(index: u32, map: usize): void {
  const group = groupAt(index);
  pixels = group.pixels;
  peak = -Infinity;
  xmin = i32.MAX_VALUE;
  xmax = -1;
  let i: u32 = 0;
  for (let r: u32 = 0; r < group.runs; r++) {
    const run = runAt(load<u32>(members + (<usize>(group.start + r) << 2)));
    run.pixel = i;
    const place = (<usize>run.y * width + run.x) << 2;
    seen |= load<u32>(data + place);
    if (map) seen |= load<u32>(map + place);
    if (r == 0) ymin = run.y;
    ymax = run.y;
    xmin = min(xmin, run.x);
    xmax = max(xmax, run.x + run.length - 1);
    for (let k = 0; k < run.length; k++) {
      const value = load<f32>(values.data + (<usize>(run.first + k) << 2));
      store<f32>(filtered + (<usize>i << 2), value);
      if (thresholds) {
        store<f32>(thresholds + (<usize>i << 2), load<f32>(limits.data + (<usize>(run.first + k) << 2)));
      }
      store<i32>(xs + (<usize>i << 2), run.x + k);
      store<i32>(ys + (<usize>i << 2), run.y);
      if (value > peak) {
        peak = value;
        peakPixel = i;
      }
      i++;
    }
  }
}

/**
 * The lowest threshold of `count` pixels of the open group, whose numbers (u32) begin at `list`.
 */
export function lowestThreshold(list: usize, count: u32, common: f32): f32 {
  if (!thresholds) return common;
  let lowest: f32 = Infinity;
  for (let k: u32 = 0; k < count; k++) {
    lowest = min(lowest, load<f32>(thresholds + (<usize>load<u32>(list + (<usize>k << 2)) << 2)));
  }
  return lowest;
}

/** Write the pixels' numbers (u32) in the order of Lutz's algorithm. */
export function listPixels(index: u32, out: usize): void {
  const group = groupAt(index);
  let run = runAt(group.head);
  for (let r: u32 = 0; r < group.runs; r++) {
    for (let k = 0; k < run.length; k++) {
      store<u32>(out, run.pixel + k);
      out += 4;
    }
    run = runAt(run.next);
  }
}
