import type { ConnectedImages } from './groups.ts';

/**
 * Splits a group's images into about `wanted` connected, compact sets: breadth first from the first
 * image not yet taken. What is left over between sets joins a neighbour. Returns the set of each
 * image, counted from 0 without gaps.
 */
export function aggregatesOf(group: ConnectedImages, wanted: number): Int32Array {
  const images = group.images.length;
  const size = Math.ceil(images / wanted);
  const { start, neighbour } = neighboursOf(group);
  const set = new Int32Array(images).fill(-1);
  const queue = new Int32Array(images);
  let sets = 0;
  for (let first = 0; first < images; first++) {
    if (set[first] !== -1) continue;
    let beside = -1;
    let filled = 1;
    queue[0] = first;
    set[first] = sets;
    for (let head = 0; head < filled; head++) {
      const image = queue[head]!;
      for (let k = start[image]!; k < start[image + 1]!; k++) {
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

/** The images beside image k: neighbour[start[k]] up to neighbour[start[k + 1]]. */
function neighboursOf(group: ConnectedImages): { start: Int32Array; neighbour: Int32Array } {
  const images = group.images.length;
  const start = new Int32Array(images + 1);
  for (let k = 0; k < group.pairs.length; k++) {
    start[group.i[k]! + 1]!++;
    start[group.j[k]! + 1]!++;
  }
  for (let k = 0; k < images; k++) start[k + 1] = start[k + 1]! + start[k]!;
  const next = start.slice();
  const neighbour = new Int32Array(2 * group.pairs.length);
  for (let k = 0; k < group.pairs.length; k++) {
    const [i, j] = [group.i[k]!, group.j[k]!];
    neighbour[next[i]!++] = j;
    neighbour[next[j]!++] = i;
  }
  return { start, neighbour };
}
