import type { Pairs } from './pairs.ts';

/** Images that overlaps connect, and these overlaps: each in the order given. */
export interface Group {
  readonly images: Int32Array;
  readonly pairs: Int32Array;
  /** of each pair: the place of its image i, and of j, among the group's images */
  readonly i: Int32Array;
  readonly j: Int32Array;
}

/** The connected groups of images, in the order of their first images. An image without overlap is a group of its own. */
export function groupsOf(pairs: Pairs): Group[] {
  const root = Int32Array.from({ length: pairs.images }, (_, image) => image);
  const rootOf = (image: number): number => {
    let at = image;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  for (let pair = 0; pair < pairs.count; pair++) {
    const i = rootOf(pairs.i(pair));
    const j = rootOf(pairs.j(pair));
    root[Math.max(i, j)] = Math.min(i, j);
  }
  const images = membersBy(pairs.images, rootOf);
  const members = membersBy(pairs.count, (pair) => rootOf(pairs.i(pair)));
  const place = new Int32Array(pairs.images);
  return [...images].map(([key, list]) => {
    for (const [at, image] of list.entries()) place[image] = at;
    const own = Int32Array.from(members.get(key) ?? []);
    return {
      images: Int32Array.from(list),
      pairs: own,
      i: own.map((pair) => place[pairs.i(pair)]!),
      j: own.map((pair) => place[pairs.j(pair)]!),
    };
  });
}

function membersBy(count: number, keyOf: (item: number) => number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let item = 0; item < count; item++) {
    const key = keyOf(item);
    const list = found.get(key);
    if (list) list.push(item);
    else found.set(key, [item]);
  }
  return found;
}
