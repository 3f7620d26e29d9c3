// What stays of the table and the map of objects when cleaning has marked what goes.

import { heirOf, takerOf } from "./clean";
import { runAt, runCount } from "./detect";
import { List, newList } from "./list";
import { Source } from "./measure";
import { scratchBytes } from "./memory";

/**
 * What was found before cleaning, 7 i32 each: first and last row, last row of its group, the object
 * it was dropped for, or its own; first and last column; row of the centre, halves down.
 */
let candidates: List = changetype<List>(0);
// @ts-ignore: decorator
@inline const CANDIDATE: usize = 28;

/** Pixels (u32, places in the map) that cleaning gave to another object. */
let given: List = changetype<List>(0);
/** Of those, the ones in rows by which the filter was behind the scan when the object went. */
let stillHidden: List = changetype<List>(0);

/** Before the first object of an image. */
export function beginSweep(): void {
  candidates = newList();
  given = newList();
  stillHidden = newList();
}

/** One more, the last row of whose group is `lastRow`. */
export function addCandidate(source: Source, index: i32, lastRow: i32): void {
  const candidate = candidates.extend(CANDIDATE);
  store<i32>(candidate, <i32>source.ymin);
  store<i32>(candidate, <i32>source.ymax, 4);
  store<i32>(candidate, lastRow, 8);
  store<i32>(candidate, index, 12);
  store<i32>(candidate, <i32>source.xmin, 16);
  store<i32>(candidate, <i32>source.xmax, 20);
  store<i32>(candidate, <i32>Math.ceil(source.y - 0.5), 24);
}

/**
 * Drop the objects that cleaning marked (`gone`), from the table and the map (0: none), where with
 * `merge` their pixels go to their heirs. `behind`: half the rows of the filter.
 */
export function sweep(
  table: List, segments: usize, width: i32, gone: usize, merge: bool, behind: i32,
): void {
  const count = <u32>(table.bytes / offsetof<Source>());
  const numbers = scratchBytes(<u64>(count + 1) * 4);
  store<i32>(numbers, 0);
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (load<u8>(gone + i)) {
      store<u32>(candidates.data + <usize>i * CANDIDATE, takerOf(i), 12);
      store<i32>(numbers + (<usize>i << 2), 0, 4);
      continue;
    }
    const from = table.data + <usize>i * offsetof<Source>();
    const to = table.data + <usize>kept * offsetof<Source>();
    if (from != to) memory.copy(to, from, offsetof<Source>());
    kept++;
    store<i32>(numbers + (<usize>i << 2), kept, 4);
  }
  table.bytes = <usize>kept * offsetof<Source>();
  if (!segments || kept == count) return;
  if (merge) {
    for (let i: u32 = 0; i < count; i++) {
      if (!load<u8>(gone + i)) continue;
      store<i32>(numbers + (<usize>i << 2), load<i32>(numbers + (<usize>heirOf(i) << 2), 4), 4);
    }
  }
  // whatever has a number in the map lies in a run, and runs are in its order
  const found = runCount();
  for (let r: u32 = 0; r < found; r++) {
    const run = runAt(r);
    const first = <u32>run.y * width + run.x;
    for (let i = first; i < first + run.length; i++) renumberPixel(segments, i, run.y, numbers, gone, merge, behind);
  }
}

/**
 * Gives pixel i of the map, in row y, the number of what it is of now; notes it where it was given.
 */
// @ts-ignore: decorator
@inline function renumberPixel(
  segments: usize, i: u32, y: i32, numbers: usize, gone: usize, merge: bool, behind: i32,
): void {
  const at = segments + (<usize>i << 2);
  const number = load<i32>(at);
  if (number <= 0) return;
  store<i32>(at, load<i32>(numbers + (<usize>number << 2)));
  if (!merge || load<u8>(gone + number - 1) == 0) return;
  store<u32>(given.extend(4), i);
  // an object goes when it ends itself, or when one that ends later takes it
  const ended = max(<u32>number - 1, takerOf(number - 1));
  const lastRow = load<i32>(candidates.data + <usize>ended * CANDIDATE, 8);
  if (y > lastRow - behind) store<u32>(stillHidden.extend(4), i);
}

/**
 * How many were found before cleaning by the last `extract`, and their address: see `candidates`.
 */
export function candidateCount(): u32 {
  return <u32>(candidates.bytes / CANDIDATE);
}
export function candidateRows(): usize {
  return candidates.data;
}

/**
 * How many pixels cleaning gave away in the map of the last `extract`, and their address: see
 * `given`; and the same of `stillHidden`.
 */
export function givenCount(): u32 {
  return <u32>(given.bytes >> 2);
}
export function givenPixels(): usize {
  return given.data;
}
export function stillHiddenCount(): u32 {
  return <u32>(stillHidden.bytes >> 2);
}
export function stillHiddenPixels(): usize {
  return stillHidden.data;
}
