import { UnionFind } from '../union-find.ts';
import type { Pairs } from './pairs.ts';

/** Images that overlaps connect, and these overlaps: each in the order given. */
export interface ConnectedImages {
  readonly images: Int32Array;
  readonly pairs: Int32Array;
  /** of each pair: the place of its image i, and of j, among the group's images */
  readonly i: Int32Array;
  readonly j: Int32Array;
}

/**
 * The connected groups of images, in the order of their first images. An image without overlap is a
 * group of its own.
 */
export function* groupsOf(pairs: Pairs): Generator<ConnectedImages> {
  const found = new UnionFind(pairs.images);
  for (let pair = 0; pair < pairs.count; pair++) found.join(pairs.i(pair), pairs.j(pair));
  const images = sortedBy(pairs.images, pairs.images, (image) => found.rootOf(image));
  const members = sortedBy(pairs.count, pairs.images, (pair) => found.rootOf(pairs.i(pair)));
  const place = new Int32Array(pairs.images);
  for (let key = 0; key < pairs.images; key++) {
    const list = images.of(key);
    if (list.length === 0) continue;
    for (let at = 0; at < list.length; at++) place[list[at]!] = at;
    const own = members.of(key);
    yield {
      images: list,
      pairs: own,
      i: own.map((pair) => place[pairs.i(pair)]!),
      j: own.map((pair) => place[pairs.j(pair)]!),
    };
  }
}

/** Items by their keys, which are below `keys`; those of one key in the order given. */
function sortedBy(
  count: number,
  keys: number,
  keyOf: (item: number) => number,
): { of(key: number): Int32Array } {
  const start = new Int32Array(keys + 1);
  for (let item = 0; item < count; item++) start[keyOf(item) + 1]!++;
  for (let key = 0; key < keys; key++) start[key + 1] = start[key + 1]! + start[key]!;
  const next = start.slice();
  const sorted = new Int32Array(count);
  for (let item = 0; item < count; item++) sorted[next[keyOf(item)]!++] = item;
  return { of: (key) => sorted.subarray(start[key]!, start[key + 1]!) };
}
