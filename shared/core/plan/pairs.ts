import { cellSide } from '../healpix/cell-size.ts';
import type { CellTree } from './cells.ts';
import { outlinesMeet } from './outline.ts';
import type { OutlineTable } from './outline-table.ts';

/**
 * The pairs [i, j], i < j, of regions that may overlap, in rising order, among those at some places
 * of the table. Each region stands in the few HEALPix cells, of about its own size, that it comes
 * near. Whoever overlaps it stands in these too, or above them.
 */
export function overlappingPairs(
  outlines: OutlineTable,
  places: readonly number[],
  tree: CellTree,
): [number, number][] {
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

  const pairs: [number, number][] = [];
  const asked = new Int32Array(outlines.length).fill(-1);
  for (const [at, i] of places.entries()) {
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
          if (outlinesMeet(region, outlines.at(j)!)) pairs.push(i < j ? [i, j] : [j, i]);
        }
      }
    }
  }
  return pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

const DEEPEST = 20;
