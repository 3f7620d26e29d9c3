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

/** Calls back for each two stars within a distance of each other, pixels. */
export function eachPair(
  members: readonly number[],
  { x, y }: StarPlaces,
  distance: number,
  visit: (a: number, b: number) => void,
): void {
  const sorted = [...members].sort((a, b) => x[a]! - x[b]! || a - b);
  for (let k = 0; k < sorted.length; k++) {
    const a = sorted[k]!;
    for (let m = k + 1; m < sorted.length && x[sorted[m]!]! - x[a]! <= distance; m++) {
      const b = sorted[m]!;
      const [dx, dy] = [x[a]! - x[b]!, y[a]! - y[b]!];
      if (dx * dx + dy * dy <= distance * distance) visit(a, b);
    }
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
