import { neighbours, orderAround } from '../healpix/neighbours.ts';
import { NUMBER_ORDER } from '../healpix/pixel.ts';
import { UnionFind } from '../union-find.ts';
import { distance2, isOneSource, radius2, splitChain } from './clusters.ts';
import type { SkyRows } from './sky-rows.ts';

/**
 * A chain of neighbours that is longer than so many radii, or has more rows, is looked at with half
 * the radius.
 */
const LONGEST_CHAIN = 16;
const MAX_CANDIDATES = 512;

/**
 * How far around a place rows may decide what is one source there: radians, for the largest radius
 * of any picture.
 */
export const reachOf = (largestRadius: number): number =>
  (LONGEST_CHAIN + 1) * Math.SQRT2 * largestRadius;

/** Which chains are one source, and who receives the others. */
export interface ChainRule {
  /** whether rows further apart than the radius are one source all the same */
  alsoOne?(members: readonly number[]): boolean;
  /** called with each chain that is not one source */
  divided(members: readonly number[]): void;
  /** called with each source that is one by `alsoOne` */
  moving(members: readonly number[]): void;
}

/** Two rows of a source are within the radius of one another. */
const still: ChainRule = { divided: () => {}, moving: () => {} };

/**
 * Which rows are one source on the sky, found in several pictures: for each row the first one of
 * its source. Rows of different pictures within the radius are neighbours; a chain of neighbours is
 * one source where all its rows are of different pictures and within the radius of one another, and
 * is divided by `splitChain` where not. In a crowd chains have no end: there neighbours are those
 * within half the radius, and half of that. So no row further away than `reachOf` decides anything,
 * and any part of the sky gives the same as the whole.
 */
export function matchRows(rows: SkyRows, rule: ChainRule = still): Int32Array {
  const sourceOf = Int32Array.from(rows.pixel, (_, row) => row);
  const waiting = [{ members: sourceOf.slice(), scale: 1 }];
  for (let some = waiting.pop(); some; some = waiting.pop()) {
    for (const chain of chainsOf(rows, some.members, some.scale)) {
      if (isOneSource(rows, chain)) note(sourceOf, chain);
      else if (chain.length > MAX_CANDIDATES || extentOf(rows, chain) > LONGEST_CHAIN) {
        rule.divided(chain);
        waiting.push({ members: Int32Array.from(chain), scale: some.scale / 2 });
      } else if (rule.alsoOne?.(chain)) {
        rule.moving(chain);
        note(sourceOf, chain);
      } else {
        rule.divided(chain);
        for (const source of splitChain(rows, chain, rule.alsoOne)) {
          if (!isOneSource(rows, source)) rule.moving(source);
          note(sourceOf, source);
        }
      }
    }
  }
  return sourceOf;
}

function note(sourceOf: Int32Array, source: readonly number[]): void {
  const first = source.reduce((a, b) => Math.min(a, b));
  for (const row of source) sourceOf[row] = first;
}

/**
 * The diagonal of a chain's box, in units of the largest distance of two of its rows that are one
 * source.
 */
function extentOf({ vectors, radius }: SkyRows, chain: readonly number[]): number {
  let diagonal = 0;
  for (let axis = 0; axis < 3; axis++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of chain) {
      low = Math.min(low, vectors[3 * row + axis]!);
      high = Math.max(high, vectors[3 * row + axis]!);
    }
    diagonal += (high - low) ** 2;
  }
  const largest = chain.reduce((radii, row) => Math.max(radii, radius[row]!), 0);
  return Math.sqrt(diagonal) / (Math.SQRT2 * largest || 1);
}

/**
 * The members in chains of neighbours within `scale` of the radius; those without a neighbour are
 * left out. In rising order each.
 */
function chainsOf(rows: SkyRows, members: Int32Array, scale: number): number[][] {
  const found = new UnionFind(members.length);
  for (const [i, a] of members.entries()) {
    for (const [from, to] of around(rows, members, i, scale)) {
      for (let j = from; j < to; j++) {
        const b = members[j]!;
        // Each pair once: the picture with the larger radius looks for the other.
        if (rows.radius[b]! > rows.radius[a]! || (rows.radius[b] === rows.radius[a] && b >= a))
          continue;
        if (rows.picture[a] === rows.picture[b]) continue;
        if (distance2(rows, a, b) > scale ** 2 * radius2(rows, a, b)) continue;
        found.join(i, j);
      }
    }
  }
  const chains = new Map<number, number[]>();
  for (const [i, row] of members.entries()) {
    const root = found.rootOf(i);
    const chain = chains.get(root);
    if (chain) chain.push(row);
    else chains.set(root, [row]);
  }
  return [...chains.values()].filter((chain) => chain.length > 1);
}

/** Ranges of the members that hold all which are near enough to the i-th. */
function around(
  { pixel, radius }: SkyRows,
  members: Int32Array,
  i: number,
  scale: number,
): (readonly [number, number])[] {
  const row = members[i]!;
  const order = orderAround(1.01 * scale * Math.SQRT2 * radius[row]!);
  if (order < 0) return [[0, members.length]];
  const cells = 4 ** (NUMBER_ORDER - order);
  const own = Math.floor(pixel[row]! / cells);
  const firstFrom = (least: number): number => {
    let [low, high] = [0, members.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (pixel[members[middle]!]! < least) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [own, ...neighbours(order, own).filter((cell) => cell >= 0 && cell !== own)].map(
    (cell) => [firstFrom(cell * cells), firstFrom((cell + 1) * cells)],
  );
}
