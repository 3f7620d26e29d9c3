import { cellSide } from '../healpix/cell-size.ts';
import { NumberList } from '../number-list.ts';
import type { CellTree } from './cells.ts';
import { outlinesMeet } from './outline.ts';
import type { OutlineTable } from './outline-table.ts';

/** Pairs [i, j], i < j, of places in a list, in rising order: 8 bytes each. */
export class PairList {
  readonly #keys: Float64Array;
  readonly #places: number;

  /** `keys`: i · places + j, in any order. */
  constructor(places: number, keys = new NumberList()) {
    this.#places = places;
    this.#keys = keys.sorted();
  }

  get length(): number {
    return this.#keys.length;
  }

  *[Symbol.iterator](): Generator<[number, number]> {
    for (const key of this.#keys) yield this.#pair(key);
  }

  slice(from: number, to: number): [number, number][] {
    return Array.from(this.#keys.subarray(from, to), (key) => this.#pair(key));
  }

  #pair(key: number): [number, number] {
    return [Math.floor(key / this.#places), key % this.#places];
  }
}

/** The pairs of regions that may overlap, among those at the places of each band. */
export function overlappingPairs(
  outlines: OutlineTable,
  bands: Iterable<readonly number[]>,
  tree: CellTree,
): PairList {
  const keys = new NumberList();
  const add = (i: number, j: number) =>
    keys.push(Math.min(i, j) * outlines.length + Math.max(i, j));
  for (const places of bands) findPairs(outlines, places, tree, add);
  return new PairList(outlines.length, keys);
}

/**
 * Each region stands in the few HEALPix cells, of about its own size, that it comes near. Whoever
 * overlaps it stands in these too, or above them.
 */
function findPairs(
  outlines: OutlineTable,
  places: readonly number[],
  tree: CellTree,
  add: (i: number, j: number) => void,
): void {
  const levels = new Map<number, Map<number, number[]>>();
  // Of each place in turn: its level, and where its cells begin.
  const levelOf: number[] = [];
  const cells: number[] = [];
  const starts: number[] = [];
  for (const place of places) {
    const region = outlines.at(place)!;
    const level = Math.max(
      0,
      Math.min(DEEPEST, Math.floor(Math.log2(cellSide(0) / (2 * region.radius)))),
    );
    levelOf.push(level);
    starts.push(cells.length);
    const held = levels.get(level) ?? new Map<number, number[]>();
    levels.set(level, held);
    for (const cell of tree.near(region, level)) {
      cells.push(cell);
      const there = held.get(cell);
      if (there) there.push(place);
      else held.set(cell, [place]);
    }
  }

  // Cell by cell: those that one is compared with are soon wanted again.
  const first = (at: number): number => cells[starts[at]!]! / 4 ** levelOf[at]!;
  const order = Uint32Array.from(places.keys()).sort((a, b) => first(a) - first(b));
  const asked = new Int32Array(outlines.length).fill(-1);
  for (const at of order) {
    const i = places[at]!;
    const region = outlines.at(i)!;
    const own = cells.slice(starts[at], starts[at + 1]);
    for (const [level, held] of levels) {
      if (level > levelOf[at]!) continue;
      const above = 4 ** (levelOf[at]! - level);
      for (const cell of new Set(own.map((npix) => Math.floor(npix / above)))) {
        for (const j of held.get(cell) ?? []) {
          // Of two at one level each finds the other.
          if (asked[j] === i || (level === levelOf[at] && j >= i)) continue;
          asked[j] = i;
          if (outlinesMeet(region, outlines.at(j)!)) add(i, j);
        }
      }
    }
  }
}

const DEEPEST = 20;
