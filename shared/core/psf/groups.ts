import { UnionFind } from '../union-find.ts';

/** Stars fitted at once at most (Stetson 1987, section III.D, has 60). */
export const MAX_GROUP = 12;

/** Stars that are as near as this to each other are in the same place. */
const SAME_PLACE_PIXELS = 1e-3;

/** Places of stars, pixels. */
export interface StarPlaces {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Calls back for each two stars within a distance of each other, pixels, in the order of x. Stars
 * are looked for in strips of y, so that the time is that of the pairs.
 */
export function eachPair(
  members: readonly number[],
  { x, y }: StarPlaces,
  distance: number,
  visit: (a: number, b: number) => void,
): void {
  const sorted = [...members].sort((a, b) => x[a]! - x[b]! || a - b);
  const low = sorted.reduce((least, i) => Math.min(least, y[i]!), Number.POSITIVE_INFINITY);
  const stripOf = (i: number) => Math.floor((y[i]! - low) / distance) + 1;
  const strips = new Map<number, { places: number[]; next: number }>();
  for (const [place, i] of sorted.entries()) {
    const strip = strips.get(stripOf(i));
    if (strip) strip.places.push(place);
    else strips.set(stripOf(i), { places: [place], next: 0 });
  }
  const near: number[] = [];
  for (const [place, a] of sorted.entries()) {
    const own = stripOf(a);
    near.length = 0;
    for (let number = own - 1; number <= own + 1; number++) {
      const strip = strips.get(number);
      if (!strip) continue;
      const { places } = strip;
      while (places[strip.next]! <= place) strip.next++;
      for (let k = strip.next; k < places.length; k++) {
        const b = sorted[places[k]!]!;
        const [dx, dy] = [x[b]! - x[a]!, y[b]! - y[a]!];
        if (dx > distance) break;
        if (dx * dx + dy * dy <= distance * distance) near.push(places[k]!);
      }
    }
    near.sort((p, q) => p - q);
    for (const b of near) visit(a, sorted[b]!);
  }
}

/**
 * Groups of stars whose light overlaps: friends of friends within a distance, pixels (Stetson
 * 1987). A group that is too large is parted by a shorter one, or, of stars in the same place, by
 * their numbers; what the parts have in common is left to the turns of the fit. Each group has the
 * indices of its stars in ascending order.
 */
export function groupStars(
  members: readonly number[],
  places: StarPlaces,
  distance: number,
): number[][] {
  if (distance < SAME_PLACE_PIXELS) return chunksOf(members);
  const at = new Map(members.map((i, k) => [i, k]));
  const friends = new UnionFind(members.length);
  eachPair(members, places, distance, (a, b) => friends.join(at.get(a)!, at.get(b)!));
  const groups = new Map<number, number[]>();
  for (const [k, i] of members.entries()) {
    const root = friends.rootOf(k);
    const group = groups.get(root);
    if (group) group.push(i);
    else groups.set(root, [i]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length <= MAX_GROUP ? [group] : groupStars(group, places, 0.8 * distance),
  );
}

const chunksOf = (members: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(members.length / MAX_GROUP) }, (_, k) =>
    members.slice(k * MAX_GROUP, (k + 1) * MAX_GROUP),
  );
