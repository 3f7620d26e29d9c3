// Cleaning (SExtractor's manual, CLEAN_PARAM): an object goes when it would not have been found
// without the wings of a
// brighter neighbour. The wings are a Moffat profile of exponent beta through the neighbour's
// amplitude at its centre and
// the threshold at its isophote; what they add must not exceed the margin by which the object
// passed the detection.
// Neighbours count within 10 times the sum of both major axes.

import { Source } from "./measure";
import { List, newList } from "./list";
import { scratchBytes } from "./memory";

// @ts-ignore: decorator
@inline const ZONE: f64 = 10;
/** Side of the cells in which the objects are looked up, pixels. */
// @ts-ignore: decorator
@inline const CELL: i32 = 64;

let gone: usize = 0;
/** The object that each one that is gone was dropped for (u32). */
let heirs: usize = 0;

/** The object that i, which is gone, was dropped for. */
export function takerOf(i: u32): u32 {
  return load<u32>(heirs + (<usize>i << 2));
}

/**
 * The object that stays of those for which object i was dropped, one for the other; i itself if it
 * stays.
 */
export function heirOf(i: u32): u32 {
  while (load<u8>(gone + i)) i = takerOf(i);
  return i;
}

// @ts-ignore: decorator
@inline function sourceAt(table: List, i: u32): Source {
  return changetype<Source>(table.data + <usize>i * offsetof<Source>());
}

/** From this base of the profile on there are no wings (found by trying, of both programs). */
// @ts-ignore: decorator
@inline const NO_WINGS: f64 = 1e10;

/** What the wings of `bright` add at the centre of `faint`. */
function wings(bright: Source, faint: Source, beta: f64): f64 {
  const area = Math.PI * bright.a * bright.b;
  const amplitude = bright.amplitude;
  const alpha = ((Math.pow(amplitude / bright.thresh, 1 / beta) - 1) * area) / bright.npix;
  const dx = faint.x - bright.x;
  const dy = faint.y - bright.y;
  const base = 1 + alpha * (bright.cxx * dx * dx + bright.cyy * dy * dy + bright.cxy * dx * dy);
  return base > 1 && base < NO_WINGS ? amplitude * Math.pow(base, -beta) : 0;
}

/** Pairs (u32, u32) whose zones meet, the one that comes earlier in the table first. */
let pairs: List = changetype<List>(0);

// @ts-ignore: decorator
@inline function isBrighter(table: List, i: u32, j: u32): bool {
  const a = sourceAt(table, i).cflux;
  const b = sourceAt(table, j).cflux;
  return a > b || (a == b && i < j);
}

/** Whether the brighter of two would make the fainter. */
function removes(table: List, bright: u32, faint: u32, beta: f64): bool {
  const source = sourceAt(table, faint);
  return wings(sourceAt(table, bright), source, beta) > source.margin;
}

function pairUp(table: List, i: u32, j: u32): void {
  const a = sourceAt(table, i);
  const b = sourceAt(table, j);
  const reach = ZONE * (a.a + b.a);
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  if (dx * dx + dy * dy > reach * reach) return;
  const pair = pairs.extend(8);
  store<u32>(pair, min(i, j));
  store<u32>(pair, max(i, j), 4);
}

/**
 * Sort `total` pairs by the number that lies `offset` bytes inside them (counting sort, stable).
 */
function sortPairs(from: usize, to: usize, total: u32, offset: usize, count: u32): void {
  const starts = scratchBytes(<u64>(count + 1) * 4);
  memory.fill(starts, 0, <usize>(count + 1) << 2);
  for (let p: u32 = 0; p < total; p++) {
    const start = starts + (<usize>load<u32>(from + (<usize>p << 3) + offset) << 2);
    store<u32>(start, load<u32>(start, 4) + 1, 4);
  }
  for (let i: u32 = 0; i < count; i++) {
    const start = starts + (<usize>i << 2);
    store<u32>(start, load<u32>(start, 4) + load<u32>(start), 4);
  }
  for (let p: u32 = 0; p < total; p++) {
    const pair = load<u64>(from + (<usize>p << 3));
    const start = starts + (<usize>load<u32>(from + (<usize>p << 3) + offset) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    store<u64>(to + (<usize>place << 3), pair);
  }
}

/**
 * What SExtractor's survivor takes over: flux, amplitude with it, member pixels and extent; its
 * position and shape stay (found by trying).
 */
function takeOver(bright: Source, faint: Source): void {
  bright.amplitude *= (bright.cflux + faint.cflux) / bright.cflux;
  bright.flux += faint.flux;
  bright.cflux += faint.cflux;
  bright.npix += faint.npix;
  bright.xmin = min(bright.xmin, faint.xmin);
  bright.xmax = max(bright.xmax, faint.xmax);
  bright.ymin = min(bright.ymin, faint.ymin);
  bright.ymax = max(bright.ymax, faint.ymax);
}

/** Let an object go, for another. */
function drop(table: List, faint: u32, bright: u32, merge: bool): void {
  store<u8>(gone + faint, 1);
  store<u32>(heirs + (<usize>faint << 2), bright);
  if (merge) takeOver(sourceAt(table, bright), sourceAt(table, faint));
}

/** Let the pairs act in the order of the table. What is gone removes nothing. */
function removeFainter(table: List, beta: f64, from: usize, to: usize): void {
  for (let pair = from; pair < to; pair += 8) {
    const i = load<u32>(pair);
    const j = load<u32>(pair, 4);
    if (load<u8>(gone + i) || load<u8>(gone + j)) continue;
    const first = isBrighter(table, i, j);
    const bright = first ? i : j;
    const faint = first ? j : i;
    if (removes(table, bright, faint, beta)) drop(table, faint, bright, false);
  }
}

/**
 * Let the pairs of each object act when it ends, as SExtractor does: it and those before it are
 * judged as they are by then; it goes for the first that removes it, or else takes over all that it
 * removes (found by catalogues without blended objects: of all rules tried the one that gives the
 * same sources in five images of 1,157 to 3,827 objects).
 */
function mergeFainter(table: List, beta: f64, from: usize, to: usize): void {
  while (from < to) {
    const j = load<u32>(from, 4);
    let taker = -1;
    let end = from;
    for (; end < to && load<u32>(end, 4) == j; end += 8) {
      const i = load<u32>(end);
      if (load<u8>(gone + i)) store<u32>(end, j);
      else if (!isBrighter(table, i, j)) {
        if (!removes(table, j, i, beta)) store<u32>(end, j);
      } else {
        store<u32>(end, j);
        if (taker < 0 && removes(table, i, j, beta)) taker = <i32>i;
      }
    }
    if (taker >= 0) drop(table, j, <u32>taker, true);
    // of its pairs those are left whose other would go for it
    for (; from < end; from += 8) {
      const i = load<u32>(from);
      if (taker < 0 && i != j) drop(table, i, j, true);
    }
  }
}

/** Sorts the pairs, and lets them act. */
function actInOrder(table: List, count: u32, beta: f64, merge: bool): void {
  const bytes = pairs.bytes;
  const ordered = scratchBytes(max<u64>(bytes, 8));
  const major: usize = merge ? 4 : 0;
  sortPairs(pairs.data, ordered, <u32>(bytes >> 3), 4 - major, count);
  sortPairs(ordered, pairs.data, <u32>(bytes >> 3), major, count);
  if (merge) mergeFainter(table, beta, pairs.data, pairs.data + bytes);
  else removeFainter(table, beta, pairs.data, pairs.data + bytes);
}

/**
 * Mark what goes: one byte per object, 1 for those. `width` and `height` bound the positions.
 * `merge`: see takeOver.
 */
export function clean(table: List, beta: f64, width: i32, height: i32, merge: bool): usize {
  const count = <u32>(table.bytes / offsetof<Source>());
  pairs = newList();
  gone = scratchBytes(max<u64>(count, 1));
  memory.fill(gone, 0, count);
  heirs = scratchBytes(max<u64>(count, 1) * 4);
  // objects by cell: `starts` of each cell in `sorted`
  const across = width / CELL + 1;
  const down = height / CELL + 1;
  const cells = <u32>(across * down);
  const starts = scratchBytes(<u64>(cells + 1) * 4);
  const sorted = scratchBytes(max<u64>(count, 1) * 4);
  const cellOf = scratchBytes(max<u64>(count, 1) * 4);
  memory.fill(starts, 0, <usize>(cells + 1) << 2);
  for (let i: u32 = 0; i < count; i++) {
    const source = sourceAt(table, i);
    const column = min(max(<i32>source.x / CELL, 0), across - 1);
    const row = min(max(<i32>source.y / CELL, 0), down - 1);
    const cell = <u32>(row * across + column);
    store<u32>(cellOf + (<usize>i << 2), cell);
    store<u32>(starts + (<usize>cell << 2), load<u32>(starts + (<usize>cell << 2)) + 1);
  }
  let total: u32 = 0;
  for (let cell: u32 = 0; cell <= cells; cell++) {
    total += load<u32>(starts + (<usize>cell << 2));
    store<u32>(starts + (<usize>cell << 2), total);
  }
  for (let i = <i32>count - 1; i >= 0; i--) {
    const start = starts + (<usize>load<u32>(cellOf + (<usize>i << 2)) << 2);
    const place = load<u32>(start) - 1;
    store<u32>(start, place);
    store<u32>(sorted + (<usize>place << 2), i);
  }
  // each pair once, from the object with the longer axis, whose own length bounds how far the other
  // may be
  for (let i: u32 = 0; i < count; i++) {
    const source = sourceAt(table, i);
    const reach = 2 * ZONE * source.a;
    const left = min(max(<i32>(source.x - reach) / CELL, 0), across - 1);
    const right = min(max(<i32>(source.x + reach) / CELL, 0), across - 1);
    const top = min(max(<i32>(source.y - reach) / CELL, 0), down - 1);
    const bottom = min(max(<i32>(source.y + reach) / CELL, 0), down - 1);
    for (let row = top; row <= bottom; row++) {
      const begin = load<u32>(starts + (<usize>(row * across + left) << 2));
      const end = load<u32>(starts + (<usize>(row * across + right) << 2), 4);
      for (let k = begin; k < end; k++) {
        const j = load<u32>(sorted + (<usize>k << 2));
        const other = sourceAt(table, j).a;
        if (other < source.a || (other == source.a && j > i)) pairUp(table, i, j);
      }
    }
  }
  actInOrder(table, count, beta, merge);
  return gone;
}
