import type { Box } from '../../../shared/core/fits/section.ts';
import type { GridTile } from '../../../shared/core/grids/grid.ts';

/** Pixels that two tiles of a grid share: the same rectangle, counted in each of them. */
export interface Overlap {
  readonly tiles: readonly [GridTile, GridTile];
  readonly boxes: readonly [Box, Box];
}

/** Every two tiles of one whole grid that share pixels, each pair once; also over its seam. */
export function* overlapsOf(tiles: readonly GridTile[]): Generator<Overlap> {
  for (const [i, one] of tiles.entries())
    for (const other of tiles.slice(i + 1)) {
      if (one.wcs !== other.wcs) continue;
      const { period } = one;
      for (const turn of period === undefined ? [0] : [-period, 0, period]) {
        const boxes = boxesOf(one, other, turn);
        if (boxes) yield { tiles: [one, other], boxes };
      }
    }
}

/** `turn`: columns by which the other tile is moved around the grid. */
function boxesOf(one: GridTile, other: GridTile, turn: number): [Box, Box] | undefined {
  const dx = other.origin[0] + turn - one.origin[0];
  const dy = other.origin[1] - one.origin[1];
  const [x, y] = [Math.max(0, dx), Math.max(0, dy)];
  const width = Math.min(one.width, dx + other.width) - x;
  const height = Math.min(one.height, dy + other.height) - y;
  if (width <= 0 || height <= 0) return undefined;
  return [
    { x, y, width, height },
    { x: x - dx, y: y - dy, width, height },
  ];
}
