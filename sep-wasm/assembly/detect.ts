// Pixels above the threshold, as runs along rows, and the groups of runs that touch (8 neighbours).
// Rows pass once, from
// the first to the last; what is kept are the runs and the filtered values of their pixels, not an
// image.

import { badPixels, data, height, isBad, noise, noiseMap, width } from "./frame";
import { filterRow, hasBad, newRing, PIXELS, Ring, SLACK, VARIANCES, WEIGHTED, WEIGHTS } from "./filter";
import { List, newList } from "./list";
import { scratchBytes } from "./memory";

@unmanaged
export class Run {
  y: i32;
  x: i32;
  length: i32;
  /** index of the first pixel's filtered value in `values` */
  first: u32;
  /** a run of the same group that comes earlier, or itself; after `groupRuns` the group's number */
  group: u32;
  /**
   * the group's runs in the order of Lutz's algorithm: the first, the last (known to the root), and
   * the next one
   */
  head: u32;
  tail: u32;
  next: u32;
  /** known to the root: the last row with a run of the group, and the first run there */
  row: i32;
  leftmost: u32;
  /** in the open group: number of the first pixel */
  pixel: u32;
}

// @ts-ignore: decorator
@inline const NONE: u32 = u32.MAX_VALUE;

/** Runs in raster order. */
export let runs: List = changetype<List>(0);
/** Filtered values of the runs' pixels, float32, in raster order. */
export let values: List = changetype<List>(0);
/**
 * Their thresholds, in the same order, where each pixel has one of its own (noise filtered with the
 * kernel); or 0.
 */
export let limits: List = changetype<List>(0);

// @ts-ignore: decorator
@inline export function runAt(index: u32): Run {
  return changetype<Run>(runs.data + <usize>index * offsetof<Run>());
}

export function runCount(): u32 {
  return <u32>(runs.bytes / offsetof<Run>());
}

function find(index: u32): u32 {
  let run = runAt(index);
  while (run.group != index) {
    const above = runAt(run.group);
    run.group = above.group;
    index = run.group;
    run = runAt(index);
  }
  return index;
}

/**
 * Join two groups, of which the first may be NONE; the pixels of `earlier` go first. The root of
 * both.
 */
function join(earlier: u32, later: u32): u32 {
  if (earlier == NONE) return later;
  const root = min(earlier, later);
  const head = runAt(earlier).head;
  const tail = runAt(later).tail;
  runAt(runAt(earlier).tail).next = runAt(later).head;
  runAt(max(earlier, later)).group = root;
  runAt(root).head = head;
  runAt(root).tail = tail;
  return root;
}

/** The runs of the previous row that may still touch one of this row, and the end of that row. */
let above: u32 = 0;
let aboveEnd: u32 = 0;

function newRun(y: i32, x: i32, end: i32, filtered: usize, limit: usize): u32 {
  const index = runCount();
  const run = changetype<Run>(runs.extend(offsetof<Run>()));
  const bytes = <usize>(end - x) << 2;
  run.y = y;
  run.x = x;
  run.length = end - x;
  run.first = <u32>(values.bytes >> 2);
  run.group = index;
  run.head = index;
  run.tail = index;
  memory.copy(values.extend(bytes), filtered + (<usize>x << 2), bytes);
  if (limits) memory.copy(limits.extend(bytes), limit + (<usize>x << 2), bytes);
  return index;
}

/**
 * Add the run x..end-1 of row y and join it with the groups it touches. Which objects survive the
 * cleaning depends on the order of their pixels, so it is that of Lutz's algorithm (1980), which
 * scans pixel by pixel: a group above is taken in where its first run of that row begins, after the
 * pixels left of that place and before the others. The run is stored in pieces accordingly. A group
 * that is open already comes before everything gathered since.
 */
function addRun(y: i32, x: i32, end: i32, filtered: usize, limit: usize): void {
  while (above < aboveEnd && runAt(above).x + runAt(above).length < x) above++;
  let group = NONE;
  let leftmost = runCount();
  for (let other = above; other < aboveEnd && runAt(other).x <= end; other++) {
    const touched = find(other);
    if (touched == group) continue;
    if (runAt(touched).row == y) leftmost = min(leftmost, runAt(touched).leftmost);
    if (runAt(touched).row == y || runAt(touched).leftmost != other) {
      group = group == NONE ? touched : join(touched, group);
      continue;
    }
    const from = min(runAt(other).x, end);
    if (from > x) {
      group = join(group, newRun(y, x, from, filtered, limit));
      x = from;
    }
    group = join(group, touched);
  }
  if (x < end) group = join(group, newRun(y, x, end, filtered, limit));
  runAt(group).row = y;
  runAt(group).leftmost = leftmost;
}

/** Runs of `score` > `limit` in row y. Beyond width, score is -Infinity up to a multiple of 16. */
function findRuns(y: i32, score: usize, limit: usize, filtered: usize): void {
  const rowStart = runCount();
  let open = -1;
  for (let x = 0; x < width; x += 16) {
    const at = <usize>x << 2;
    const a = f32x4.gt(v128.load(score + at), v128.load(limit + at));
    const b = f32x4.gt(v128.load(score + at, 16), v128.load(limit + at, 16));
    const c = f32x4.gt(v128.load(score + at, 32), v128.load(limit + at, 32));
    const d = f32x4.gt(v128.load(score + at, 48), v128.load(limit + at, 48));
    if (open < 0 && !v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    const bits =
      i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12);
    let position = 0;
    while (position < 16) {
      const rest = (open < 0 ? bits : ~bits & 0xffff) >> position;
      if (rest == 0) break;
      position += <i32>ctz(rest);
      if (open < 0) {
        open = x + position;
      } else {
        addRun(y, open, x + position, filtered, limit);
        open = -1;
      }
    }
  }
  if (open >= 0) addRun(y, open, width, filtered, limit);
  above = rowStart;
  aboveEnd = runCount();
}

/** Give bad pixels the score -Infinity. */
function leaveOutBad(y: i32, score: usize): void {
  const start = <usize>y * width;
  const whole = width & ~3;
  let x = 0;
  for (; x < whole; x += 4) {
    const at = score + (<usize>x << 2);
    const bad = badPixels(start + x, v128.load(data + ((start + x) << 2)));
    v128.store(at, v128.bitselect(f32x4.splat(-Infinity), v128.load(at), bad));
  }
  for (; x < width; x++) if (isBad(start + x)) store<f32>(score + (<usize>x << 2), -Infinity);
}

function fillLine(line: usize, from: i32, to: i32, value: f32): void {
  for (let x = from; x < to; x++) store<f32>(line + (<usize>x << 2), value);
}

/**
 * Find all runs of pixels above `threshold` noises. `kernel`, columns x rows float32, normalised,
 * may be a single 1. `matched`: with a noise map, the score is the signal-to-noise ratio of a
 * matched filter, sum(k d / s^2) / sqrt(sum(k^2 / s^2)); `squares` is the kernel squared. The
 * values kept are the plain convolution in any case. `smooth`: a pixel's threshold follows the
 * noise map's variance filtered with the kernel, as SExtractor's does.
 */
export function detect(
  threshold: f32, kernel: usize, squares: usize, columns: i32, rows: i32, matched: bool, smooth: bool,
): void {
  runs = newList();
  values = newList();
  limits = smooth ? newList() : changetype<List>(0);
  above = 0;
  aboveEnd = 0;
  const lineBytes = (<u64>width + SLACK) << 2;
  const filtered = scratchBytes(lineBytes);
  const limit = scratchBytes(lineBytes);
  const pixels = newRing(PIXELS, kernel, columns, rows);
  let signal = changetype<Ring>(0);
  let weight = changetype<Ring>(0);
  const variances = smooth ? newRing(VARIANCES, kernel, columns, rows) : changetype<Ring>(0);
  // the score is a line of its own where it is not the filtered one
  let score = filtered;
  let variance: usize = 0;
  if (matched) {
    signal = newRing(WEIGHTED, kernel, columns, rows);
    weight = newRing(WEIGHTS, squares, columns, rows);
    score = scratchBytes(lineBytes);
    variance = scratchBytes(lineBytes);
  }
  fillLine(limit, 0, width + SLACK, noiseMap && !matched ? 0 : matched ? threshold : threshold * noise);

  for (let y = 0; y < height; y++) {
    filterRow(pixels, y, filtered);
    if (matched) {
      filterRow(signal, y, score);
      filterRow(weight, y, variance);
      for (let x: usize = 0; x < <usize>width << 2; x += 16) {
        v128.store(score + x, f32x4.div(v128.load(score + x), f32x4.sqrt(v128.load(variance + x))));
      }
    } else if (smooth) {
      filterRow(variances, y, limit);
      for (let x: usize = 0; x < <usize>width << 2; x += 16) {
        v128.store(limit + x, f32x4.mul(f32x4.splat(threshold), f32x4.sqrt(v128.load(limit + x))));
      }
    } else if (noiseMap) {
      const row = noiseMap + ((<usize>y * width) << 2);
      const whole = width & ~3;
      let x = 0;
      for (; x < whole; x += 4) {
        const at = <usize>x << 2;
        v128.store(limit + at, f32x4.mul(f32x4.splat(threshold), v128.load(row + at)));
      }
      for (; x < width; x++) store<f32>(limit + (<usize>x << 2), threshold * load<f32>(row + (<usize>x << 2)));
    }
    if (hasBad(pixels, y)) leaveOutBad(y, score);
    fillLine(score, width, width + SLACK, -Infinity);
    findRuns(y, score, limit, filtered);
  }
}

@unmanaged
export class Group {
  pixels: u32;
  runs: u32;
  /** where its runs begin in `members` */
  start: u32;
  /** the first run in the order of Lutz */
  head: u32;
}

export let groups: usize = 0;
export let groupCount: u32 = 0;
/** Indices of the runs (u32), group by group, in raster order inside a group. */
export let members: usize = 0;

// @ts-ignore: decorator
@inline export function groupAt(index: u32): Group {
  return changetype<Group>(groups + <usize>index * offsetof<Group>());
}

export function lastRunOf(group: u32): u32 {
  return load<u32>(members + (<usize>(groupAt(group).start + groupAt(group).runs - 1) << 2));
}

/** Number the groups in the order of their first runs and list the runs of each. */
export function groupRuns(): void {
  const count = runCount();
  groupCount = 0;
  for (let i: u32 = 0; i < count; i++) {
    const run = runAt(i);
    // the first run of a group is its root and comes first, so a root met later is a number already
    if (run.group == i) run.group = groupCount++ | ROOT;
    else run.group = numberOf(run.group);
  }
  groups = scratchBytes(<u64>groupCount * offsetof<Group>());
  memory.fill(groups, 0, <usize>groupCount * offsetof<Group>());
  members = scratchBytes(<u64>count * 4);
  for (let i: u32 = 0; i < count; i++) {
    const run = runAt(i);
    run.group &= ~ROOT;
    const group = groupAt(run.group);
    if (group.pixels == 0) group.head = run.head;
    group.pixels += run.length;
    group.runs++;
  }
  let start: u32 = 0;
  for (let g: u32 = 0; g < groupCount; g++) {
    groupAt(g).start = start;
    start += groupAt(g).runs;
    groupAt(g).runs = 0;
  }
  for (let i: u32 = 0; i < count; i++) {
    const group = groupAt(runAt(i).group);
    store<u32>(members + (<usize>(group.start + group.runs++) << 2), i);
  }
}

// @ts-ignore: decorator
@inline const ROOT: u32 = 0x80000000;

/** The number, marked as such, of the group that the earlier run `index` belongs to. */
function numberOf(index: u32): u32 {
  return runAt(index).group | ROOT;
}
