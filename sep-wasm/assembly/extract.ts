// Detection, deblending, measuring and cleaning of a whole image.

import { clean } from "./clean";
import { deblend, reserveDeblending, topOf } from "./deblend";
import { detect, groupAt, groupCount, groupRuns, lastRunOf, Run, runAt, runCount } from "./detect";
import { noiseAt, setFrame } from "./frame";
import {
  listPixels, lowestThreshold, openGroup, partAt, peakPixel, pixels, reserveGroup, xAt, yAt, ymax,
} from "./group";
import { List, newList } from "./list";
import { beginGroup, measure, MERGED, reserveMeasuring, Source } from "./measure";
import { beginScratch, endScratch, scratchBytes } from "./memory";
import { sharePixels, wasShared } from "./share";
import { addCandidate, beginSweep, sweep } from "./sweep";

let table: List = changetype<List>(0);
/** The segmentation map (i32 per pixel), or 0. */
let segments: usize = 0;
let columns: i32 = 0;
/** Objects with more pixels are left out. */
let maxarea: u32 = u32.MAX_VALUE;

/** Whether pixels above the threshold that are of no object are DROPPED in the map, not 0. */
let marks: bool = false;
// @ts-ignore: decorator
@inline const DROPPED: i32 = -1;

/** Pixel numbers of the open group, part by part, and where each part begins. */
let sorted: usize = 0;
let starts: usize = 0;

function sortByPart(group: u32, parts: i32): void {
  starts = scratchBytes(<u64>(parts + 1) * 4);
  memory.fill(starts, 0, <usize>(parts + 1) << 2);
  for (let i: u32 = 0; i < pixels; i++) {
    const at = starts + (<usize>partAt(i) << 2);
    store<u32>(at, load<u32>(at, 4) + 1, 4);
  }
  for (let part = 0; part < parts; part++) {
    const at = starts + (<usize>part << 2);
    store<u32>(at, load<u32>(at, 4) + load<u32>(at), 4);
  }
  // first the pixels above the branching, then those that were shared out
  const listed = scratchBytes(<u64>pixels * 4);
  listPixels(group, listed);
  for (let shared = 0; shared < 2; shared++) {
    for (let k: u32 = 0; k < pixels; k++) {
      const i = load<u32>(listed + (<usize>k << 2));
      if (wasShared(i) != (shared == 1)) continue;
      const at = starts + (<usize>partAt(i) << 2);
      const place = load<u32>(at);
      store<u32>(sorted + (<usize>place << 2), i);
      store<u32>(at, place + 1);
    }
  }
  // starts[part] is now where the part ends
}

function addSource(from: u32, to: u32, thresh: f32, flag: i32, part: i32): void {
  if (to - from > maxarea) {
    if (marks) fillMap(from, to, DROPPED);
    return;
  }
  const number = <i32>(table.bytes / offsetof<Source>()) + 1;
  const members = sorted + (<usize>from << 2);
  let x: f64 = 0;
  let y: f64 = 0;
  if (part >= 0) {
    const top = topOf(part);
    x = top.x / top.flux + <f64>xAt(0);
    y = top.y / top.flux + <f64>yAt(0);
  }
  const source = measure(members, to - from, lowestThreshold(members, to - from, thresh), table, flag, part >= 0, x, y);
  addCandidate(source, number - 1, ymax);
  if (segments) fillMap(from, to, number);
}

/** Write a number into the map at pixels of the open group. */
function fillMap(from: u32, to: u32, number: i32): void {
  for (let k = from; k < to; k++) {
    const i = load<u32>(sorted + (<usize>k << 2));
    store<i32>(segments + ((<usize>yAt(i) * columns + xAt(i)) << 2), number);
  }
}

/** Write DROPPED into the map at a run's pixels. */
function dropRun(run: Run): void {
  const start = segments + ((<usize>run.y * columns + run.x) << 2);
  for (let k = 0; k < run.length; k++) store<i32>(start + (<usize>k << 2), DROPPED);
}

/**
 * Find and measure the objects of an image. `noiseMap` (1 sigma a pixel) or, when it is 0, `noise`
 * for all pixels; `kernel` and its `squares`: kernelColumns x kernelRows float32; `map`: width x
 * height i32 of zeros, or 0; `mark`: see `marks`. `cleanParam` 0: no cleaning. `gain` (e-/ADU) 0:
 * no photon noise in the errors of the positions; `positionVariance`: see frame.ts. Returns the
 * number of rows of the table at `sources()`.
 */
export function extract(
  data: usize, mask: usize, width: i32, height: i32, noiseMap: usize, noise: f32, threshold: f32, minarea: u32, most: u32,
  kernel: usize, squares: usize, kernelColumns: i32, kernelRows: i32, matched: bool, smooth: bool,
  levels: i32, evenLevels: bool, contrast: f64, cleanParam: f64, merge: bool, map: usize, mark: bool, gain: f64, positionVariance: f64,
): u32 {
  setFrame(data, mask, width, height, noiseMap, noise, gain, positionVariance);
  segments = map;
  marks = map != 0 && mark;
  columns = width;
  maxarea = most;
  table = newList();
  beginSweep();
  detect(threshold, kernel, squares, kernelColumns, kernelRows, matched, smooth);
  groupRuns();

  let largest: u32 = 0;
  for (let g: u32 = 0; g < groupCount; g++) largest = max(largest, groupAt(g).pixels);
  if (largest < minarea) return 0;
  reserveGroup(largest);
  reserveMeasuring(minarea, smooth ? threshold : 0);
  const deblends = levels > 1 && contrast < 1;
  if (deblends) reserveDeblending(largest, levels, minarea, evenLevels);
  sorted = scratchBytes(<u64>largest * 4);

  // groups in the order in which they end: that of SEP's table, and cleaning goes by it
  const count = runCount();
  for (let r: u32 = 0; r < count; r++) {
    const g = runAt(r).group;
    if (groupAt(g).pixels < minarea) {
      if (marks) dropRun(runAt(r));
      continue;
    }
    if (lastRunOf(g) != r) continue;
    openGroup(g, segments);
    beginGroup();
    listPixels(g, sorted);
    const thresh = lowestThreshold(sorted, pixels, threshold * noiseAt(xAt(peakPixel), yAt(peakPixel)));
    const parts = deblends ? deblend(<f64>thresh, contrast) : 1;
    if (parts == 1) {
      addSource(0, pixels, thresh, 0, -1);
      continue;
    }
    beginScratch();
    sharePixels(parts, <f64>thresh);
    sortByPart(g, parts);
    let from: u32 = 0;
    for (let part = 0; part < parts; part++) {
      const to = load<u32>(starts + (<usize>part << 2));
      addSource(from, to, thresh, MERGED, part);
      from = to;
    }
    endScratch();
  }
  if (cleanParam > 0) sweep(table, segments, width, clean(table, cleanParam, width, height, merge), merge, kernel ? kernelRows >> 1 : 0);
  return <u32>(table.bytes / offsetof<Source>());
}

/** Address of the table of the last `extract`: rows of float64, see Source. */
export function sources(): usize {
  return table.data;
}
