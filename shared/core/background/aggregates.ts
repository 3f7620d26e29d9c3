import type { ConnectedImages } from './groups.ts';

/** What stands beside item k: neighbour[start[k]] up to neighbour[start[k + 1]]. */
export interface Adjacency {
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
}

/**
 * Splits items into about `wanted` connected, compact sets: breadth first from the first item not
 * yet taken. What is left over between sets joins a neighbour. Returns the set of each item,
 * counted from 0 without gaps.
 */
export function aggregatesOf({ start, neighbour }: Adjacency, wanted: number): Int32Array {
  const items = start.length - 1;
  const size = Math.ceil(items / wanted);
  const set = new Int32Array(items).fill(-1);
  const queue = new Int32Array(items);
  let sets = 0;
  for (let first = 0; first < items; first++) {
    if (set[first] !== -1) continue;
    let beside = -1;
    let filled = 1;
    queue[0] = first;
    set[first] = sets;
    for (let head = 0; head < filled; head++) {
      const item = queue[head]!;
      for (let k = start[item]!; k < start[item + 1]!; k++) {
        const next = neighbour[k]!;
        if (set[next] === -1 && filled < size) {
          set[next] = sets;
          queue[filled++] = next;
        } else if (set[next] !== -1 && set[next] !== sets) beside = set[next]!;
      }
    }
    if (2 * filled < size && beside !== -1) {
      for (let k = 0; k < filled; k++) set[queue[k]!] = beside;
    } else sets++;
  }
  return set;
}

/** The images of a group that overlap one another. */
export function overlappingImages({ images, pairs, i, j }: ConnectedImages): Adjacency {
  const start = new Int32Array(images.length + 1);
  for (let k = 0; k < pairs.length; k++) {
    start[i[k]! + 1]!++;
    start[j[k]! + 1]!++;
  }
  for (let k = 0; k < images.length; k++) start[k + 1] = start[k + 1]! + start[k]!;
  const next = start.slice();
  const neighbour = new Int32Array(2 * pairs.length);
  for (let k = 0; k < pairs.length; k++) {
    neighbour[next[i[k]!]!++] = j[k]!;
    neighbour[next[j[k]!]!++] = i[k]!;
  }
  return { start, neighbour };
}
