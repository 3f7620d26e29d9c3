import { cellsNear } from './cells.ts';
import { type Outline, outlinesMeet } from './outline.ts';

/** The side of a cell of order 0, radians: the square root of its area. */
const FACE = Math.sqrt(Math.PI / 3);

/**
 * The pairs [i, j], i < j, of regions that may overlap, in rising order; undefined ones have none. Each region stands in the few
 * HEALPix cells, of about its own size, that it comes near. Whoever overlaps it stands in these too, or above them.
 */
export function overlappingPairs(regions: readonly (Outline | undefined)[]): [number, number][] {
  const levels = new Map<number, Map<number, number[]>>();
  const places = regions.map((region, i) => {
    if (!region) return undefined;
    const level = Math.max(0, Math.min(DEEPEST, Math.floor(Math.log2(FACE / (2 * region.radius)))));
    const cells = cellsNear(region, level);
    const held = levels.get(level) ?? new Map<number, number[]>();
    levels.set(level, held);
    for (const cell of cells) {
      const there = held.get(cell);
      if (there) there.push(i);
      else held.set(cell, [i]);
    }
    return { level, cells };
  });

  const pairs: [number, number][] = [];
  const asked = new Int32Array(regions.length).fill(-1);
  for (const [i, place] of places.entries()) {
    if (!place) continue;
    for (const [level, held] of levels) {
      if (level > place.level) continue;
      const above = 4 ** (place.level - level);
      for (const cell of new Set(place.cells.map((npix) => Math.floor(npix / above)))) {
        for (const j of held.get(cell) ?? []) {
          // Of two at one level each finds the other.
          if (asked[j] === i || (level === place.level && j >= i)) continue;
          asked[j] = i;
          if (outlinesMeet(regions[i]!, regions[j]!)) pairs.push(i < j ? [i, j] : [j, i]);
        }
      }
    }
  }
  return pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

const DEEPEST = 20;
