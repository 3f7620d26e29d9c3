// Deblending (Bertin & Arnouts 1996, section 5): the group is cut again at thresholds that rise
// exponentially from the
// detection threshold to the peak. Where it falls apart into two or more branches that each hold
// more than a fraction
// (the contrast) of the group's flux above their own cut, they become objects of their own.
//
// Instead of labelling the group once per threshold, pixels are added from the highest level to the
// lowest and united
// with their neighbours: every component of every cut appears once, as a node of a tree.

import { partAt, peak, pixels, setPart, valueAt, xAt, yAt } from "./group";
import { List, newList } from "./list";
import { scratchBytes } from "./memory";

/**
 * A component of a cut. Sums are over its pixels, positions counted from the group's first pixel.
 */
@unmanaged
export class Branch {
  flux: f64;
  x: f64;
  y: f64;
  xx: f64;
  yy: f64;
  xy: f64;
  peak: f64;
  pixels: u32;
  /** the component of a lower cut that holds this one, -1 for the whole group */
  parent: i32;
  /** the next child of the same parent, -1 after the last */
  next: i32;
  /** number of objects above this component; 0 while it is not divided */
  objects: i32;
  /** the number of the object that this component is the top of, or -1 */
  part: i32;
  /** the cut at which it became an object */
  level: i32;
  /** while its level is worked on: the pixel that stands for the component */
  root: u32;
}

let tree: List = changetype<List>(0);
/** The branches that became objects (u32 indices into the tree). */
let tops: List = changetype<List>(0);

let levels: usize = 0;
let order: usize = 0;
let parents: usize = 0;
/** The branch whose level a pixel is of, and for roots the branch of the level in work. */
let branchOf: usize = 0;
let current: usize = 0;
let firstChild: usize = 0;
let lastChild: usize = 0;
let upwards: usize = 0;
let downwards: usize = 0;

let cuts: usize = 0;
let starts: usize = 0;
let cutCount: i32 = 0;
/** cuts rise in even steps, not in even ratios */
let isEven: bool = false;
/**
 * Components with fewer pixels are no branches: 3, or the area asked for at detection where that is
 * less.
 */
let minPixels: u32 = 0;

// @ts-ignore: decorator
@inline function get(array: usize, i: u32): i32 {
  return load<i32>(array + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline function set(array: usize, i: u32, value: i32): void {
  store<i32>(array + (<usize>i << 2), value);
}
// @ts-ignore: decorator
@inline function branchAt(i: u32): Branch {
  return changetype<Branch>(tree.data + <usize>i * offsetof<Branch>());
}
// @ts-ignore: decorator
@inline export function cut(k: i32): f64 {
  return load<f64>(cuts + (<usize>k << 3));
}

/** The top of object `part` of the group just deblended. */
export function topOf(part: i32): Branch {
  return branchAt(get(tops.data, part));
}

/** Arrays for groups of up to `largest` pixels and `n` thresholds. */
export function reserveDeblending(largest: u32, n: i32, minarea: u32, even: bool): void {
  isEven = even;
  minPixels = min<u32>(minarea, 3);
  const bytes = <u64>largest * 4;
  levels = scratchBytes(bytes);
  order = scratchBytes(bytes);
  parents = scratchBytes(bytes);
  branchOf = scratchBytes(bytes);
  current = scratchBytes(bytes);
  firstChild = scratchBytes(bytes);
  lastChild = scratchBytes(bytes);
  upwards = scratchBytes(bytes);
  downwards = scratchBytes(bytes);
  tree = newList();
  tops = newList();
  cutCount = n;
  cuts = scratchBytes(<u64>(n + 1) * 8);
  starts = scratchBytes(<u64>(n + 1) * 4);
}

/** Sort the pixels by the highest cut they are above, the highest first. */
function sortByLevel(threshold: f64): void {
  const ratio = Math.pow(<f64>peak / threshold, 1 / <f64>cutCount);
  store<f64>(cuts, threshold);
  const step = (<f64>peak - threshold) / <f64>cutCount;
  for (let k = 1; k <= cutCount; k++) store<f64>(cuts + (<usize>k << 3), isEven ? cut(k - 1) + step : cut(k - 1) * ratio);
  memory.fill(starts, 0, <usize>(cutCount + 1) << 2);
  for (let i: u32 = 0; i < pixels; i++) {
    const value = <f64>valueAt(i);
    let low = 0;
    // without branches, which noise would mispredict: the highest cut below the value lies in low
    // .. low + rest - 1
    for (let rest = cutCount; rest > 1; ) {
      const half = rest >> 1;
      low = select(low + half, low, value > cut(low + half));
      rest -= half;
    }
    set(levels, i, low);
    set(starts, low, get(starts, low) + 1);
  }
  let start = 0;
  for (let k = cutCount - 1; k >= 0; k--) {
    const n = get(starts, k);
    set(starts, k, start);
    start += n;
  }
  for (let i: u32 = 0; i < pixels; i++) {
    const level = get(levels, i);
    const place = get(starts, level);
    set(order, place, i);
    set(starts, level, place + 1);
  }
  // starts[k] is now where level k ends
}

/** For each pixel the first one in the rows above and below that could touch it. */
function findNeighbours(): void {
  let row: u32 = 0;
  let previous: u32 = 0;
  let candidate: u32 = 0;
  for (let i: u32 = 0; i < pixels; i++) {
    if (i > 0 && yAt(i) != yAt(i - 1)) {
      previous = row;
      row = i;
      candidate = previous;
    }
    while (candidate < row && xAt(candidate) < xAt(i) - 1) candidate++;
    set(upwards, i, row > 0 && candidate < row ? candidate : -1);
  }
  // the same from the last pixel back: the last one below that could touch
  let next = <i32>pixels;
  let end = <i32>pixels;
  let below = -1;
  for (let i = <i32>pixels - 1; i >= 0; i--) {
    if (i < <i32>pixels - 1 && yAt(i) != yAt(i + 1)) {
      end = next;
      next = i + 1;
      below = end - 1;
    }
    while (below >= next && xAt(below) > xAt(i) + 1) below--;
    set(downwards, i, next < <i32>pixels && below >= next ? below : -1);
  }
}

/**
 * Whether the group rises to one peak only, so that no cut divides it: of equal neighbours the
 * first counts as the higher.
 */
function hasOnePeak(): bool {
  let peaks = 0;
  for (let i: u32 = 0; i < pixels; i++) {
    const value = valueAt(i);
    const x = xAt(i);
    const y = yAt(i);
    if (i > 0 && valueAt(i - 1) >= value && xAt(i - 1) == x - 1 && yAt(i - 1) == y) continue;
    if (i + 1 < pixels && valueAt(i + 1) > value && xAt(i + 1) == x + 1 && yAt(i + 1) == y) continue;
    let isPeak = true;
    const up = get(upwards, i);
    if (up >= 0) for (let j: u32 = up; isPeak && xAt(j) <= x + 1 && yAt(j) == y - 1; j++) isPeak = valueAt(j) < value;
    const down = get(downwards, i);
    if (down >= 0) for (let j: u32 = down; isPeak && xAt(j) >= x - 1 && yAt(j) == y + 1; j--) isPeak = valueAt(j) <= value;
    if (isPeak && ++peaks > 1) return false;
  }
  return true;
}

function find(i: u32): u32 {
  let parent = <u32>get(parents, i);
  while (parent != i) {
    const above = get(parents, parent);
    set(parents, i, above);
    i = above;
    parent = <u32>get(parents, i);
  }
  return i;
}

/** Unite pixel i with its neighbour, which may not have been added yet. */
function unite(i: u32, neighbour: u32): void {
  if (get(parents, neighbour) < 0) return;
  const a = find(i);
  const b = find(neighbour);
  if (a == b) return;
  // whichever root has children keeps its place, so that chains stay short
  const root = get(firstChild, b) >= 0 ? b : a;
  const other = root == a ? b : a;
  set(parents, other, root);
  const moved = get(firstChild, other);
  if (moved < 0) return;
  if (get(firstChild, root) < 0) set(firstChild, root, moved);
  else branchAt(get(lastChild, root)).next = moved;
  set(lastChild, root, get(lastChild, other));
}

function addPixel(i: u32): void {
  set(parents, i, i);
  set(firstChild, i, -1);
  set(current, i, -1);
  const x = xAt(i);
  const y = yAt(i);
  if (i > 0 && xAt(i - 1) == x - 1 && yAt(i - 1) == y) unite(i, i - 1);
  if (i + 1 < pixels && xAt(i + 1) == x + 1 && yAt(i + 1) == y) unite(i, i + 1);
  const up = get(upwards, i);
  if (up >= 0) for (let j: u32 = up; xAt(j) <= x + 1 && yAt(j) == y - 1; j++) unite(i, j);
  const down = get(downwards, i);
  if (down >= 0) for (let j: u32 = down; xAt(j) >= x - 1 && yAt(j) == y + 1; j--) unite(i, j);
}

function newBranch(root: u32): u32 {
  const index = <u32>(tree.bytes / offsetof<Branch>());
  const branch = tree.extend(offsetof<Branch>());
  memory.fill(branch, 0, offsetof<Branch>());
  const made = changetype<Branch>(branch);
  made.parent = -1;
  made.next = -1;
  made.part = -1;
  made.root = root;
  return index;
}

/**
 * Take the children of a new branch in, and decide whether they are objects. They are seen at cut
 * `level`.
 */
function adopt(index: u32, level: i32, least: f64): void {
  const above = cut(level);
  const root = branchAt(index).root;
  let valid = 0;
  let objects = 0;
  for (let c = get(firstChild, root); c >= 0; c = branchAt(c).next) {
    const child = branchAt(c);
    const branch = branchAt(index);
    branch.flux += child.flux;
    branch.x += child.x;
    branch.y += child.y;
    branch.xx += child.xx;
    branch.yy += child.yy;
    branch.xy += child.xy;
    branch.peak = max(branch.peak, child.peak);
    branch.pixels += child.pixels;
    child.parent = index;
    if (child.pixels >= minPixels && child.flux - above * <f64>child.pixels > least) {
      valid++;
      objects += max(child.objects, 1);
    } else {
      child.objects = -1;
    }
  }
  if (valid > 1) {
    branchAt(index).objects = objects;
    for (let c = get(firstChild, root); c >= 0; c = branchAt(c).next) {
      if (branchAt(c).objects != 0) continue;
      branchAt(c).part = <i32>(tops.bytes >> 2);
      branchAt(c).level = level;
      store<u32>(tops.extend(4), c);
    }
  } else if (objects > 1) {
    branchAt(index).objects = objects;
  }
  set(firstChild, root, index);
  set(lastChild, root, index);
}

/**
 * Deblend the open group. Returns the number of objects; when there is more than one, the pixels
 * above an object's branching are marked as its part and all others as -1.
 */
export function deblend(threshold: f64, contrast: f64): i32 {
  if (cutCount < 2 || pixels < 2 || !(threshold > 0) || !(<f64>peak > threshold)) return 1;
  findNeighbours();
  if (hasOnePeak()) return 1;
  let total: f64 = 0;
  for (let i: u32 = 0; i < pixels; i++) total += <f64>valueAt(i);
  const least = contrast * total;
  sortByLevel(threshold);
  memory.fill(parents, 0xff, <usize>pixels << 2);
  tree.clear();
  tops.clear();
  const x0 = xAt(0);
  const y0 = yAt(0);
  let from: i32 = 0;
  for (let k = cutCount - 1; k >= 0; k--) {
    const to = get(starts, k);
    for (let p = from; p < to; p++) addPixel(get(order, p));
    const first = <i32>(tree.bytes / offsetof<Branch>());
    for (let p = from; p < to; p++) {
      const i = <u32>get(order, p);
      const root = find(i);
      let index = get(current, root);
      if (index < first) {
        index = newBranch(root);
        set(current, root, index);
      }
      set(branchOf, i, index);
      const branch = branchAt(index);
      const value = <f64>valueAt(i);
      const x = <f64>(xAt(i) - x0);
      const y = <f64>(yAt(i) - y0);
      branch.flux += value;
      branch.x += value * x;
      branch.y += value * y;
      branch.xx += value * x * x;
      branch.yy += value * y * y;
      branch.xy += value * x * y;
      branch.peak = max(branch.peak, value);
      branch.pixels++;
    }
    const end = <i32>(tree.bytes / offsetof<Branch>());
    for (let index = first; index < end; index++) adopt(index, k + 1, least);
    from = to;
  }
  const objects = <i32>(tops.bytes >> 2);
  if (objects < 2) return 1;
  // a part's number goes down to all branches above its top; parents come after their children in
  // the tree
  for (let index = <i32>(tree.bytes / offsetof<Branch>()) - 1; index >= 0; index--) {
    const branch = branchAt(index);
    if (branch.part < 0 && branch.parent >= 0) branch.part = branchAt(branch.parent).part;
  }
  for (let i: u32 = 0; i < pixels; i++) setPart(i, branchAt(get(branchOf, i)).part);
  orderByEnd(objects);
  return objects;
}

/**
 * Number the parts as SEP does: those that branch highest first, and those of one level in the
 * order in which they end, row by row. They were found level by level already.
 */
function orderByEnd(objects: i32): void {
  // behind the branches' numbers: the last pixel of each part, then its new number; the branches in
  // the new order; and
  // the next free place among the parts of the same level, kept with the first of them
  const last = tops.extend(<usize>objects * 12);
  const sorted = last + (<usize>objects << 2);
  const places = sorted + (<usize>objects << 2);
  for (let i: u32 = 0; i < pixels; i++) if (partAt(i) >= 0) set(last, partAt(i), i);
  for (let part = 0, first = 0; part < objects; part++) {
    if (topOf(part).level != topOf(first).level) first = part;
    topOf(part).next = first;
    set(places, part, part);
  }
  for (let i: u32 = 0; i < pixels; i++) {
    const part = partAt(i);
    if (part < 0 || <u32>get(last, part) != i) continue;
    const first = topOf(part).next;
    const place = get(places, first);
    set(places, first, place + 1);
    set(sorted, place, get(tops.data, part));
    // no pixel of this part follows
    set(last, part, place);
  }
  memory.copy(tops.data, sorted, <usize>objects << 2);
  for (let i: u32 = 0; i < pixels; i++) if (partAt(i) >= 0) setPart(i, get(last, partAt(i)));
}
