import type { ImageWindow } from '../../../sky-wasm/src/sampled-image.ts';
import type { Surface } from '../grids/surface.ts';
import type { Circle } from '../sphere/circle.ts';
import { type Block, blocksOf, type ImageGeometry } from './block.ts';
import { type Extent, touches } from './extent.ts';
import type { PaintMemory } from './paint-memory.ts';
import { PATCH, type Patch, patchCorners, patchExtent } from './patch.ts';
import type { PixelRows } from './pixel-rows.ts';

/** Further from the centres of the outermost pixels no point is sampled. */
export const SAMPLE_MARGIN = 1;

/** A square of a surface that an image touches. */
export interface TouchedPatch {
  readonly block: Block;
  readonly column: number;
  readonly row: number;
  readonly size: number;
  readonly extent: Extent;
  readonly area: Patch['area'];
}

/** The squares of a surface that an image touches; `circle`: around the image. */
export function patchesOf(
  surface: Surface,
  geometry: ImageGeometry,
  circle: Circle,
  { patch, blockPoints }: PaintMemory,
): TouchedPatch[] {
  const found: TouchedPatch[] = [];
  for (const block of blocksOf(surface, geometry, circle, SAMPLE_MARGIN, blockPoints)) {
    forPatches(patch, block, geometry, (extent) => {
      const { column, row, size, area } = patch;
      found.push({ block, column, row, size, extent, area });
    });
  }
  return found;
}

/** The patches of a block that touch the image, each put into `patch`. */
export function forPatches(
  patch: Patch,
  block: Block,
  image: ImageGeometry,
  visit: (extent: Extent) => void,
): void {
  patch.size = Math.min(PATCH, block.size);
  const corners = patchCorners(block, patch.size);
  for (let row = 0; row < block.size; row += patch.size) {
    for (let column = 0; column < block.size; column += patch.size) {
      patch.column = block.column + column;
      patch.row = block.row + row;
      const extent = patchExtent(block, patch, corners);
      if (touches(extent, image, SAMPLE_MARGIN)) visit(extent);
    }
  }
}

/** Whether all of it lies between centres of an image's pixels. */
export const isWithin = (
  { left, right, bottom, top }: Extent,
  { width, height }: ImageGeometry,
): boolean => left >= 0 && bottom >= 0 && right < width - 1 && top < height - 1;

/**
 * What of an image some patches read: around their extents, of which a pixel and a neighbour more;
 * all there is where one of them is not known beforehand.
 */
export function sampledWindow(patches: readonly TouchedPatch[], source: PixelRows): ImageWindow {
  const [end, top] = [source.width, source.firstRow + source.rows];
  if (patches.some(({ block }) => !block.x))
    return { x0: 0, x1: end, y0: source.firstRow, y1: top };
  let [left, right, low, high] = [end, 0, top, source.firstRow];
  for (const { extent } of patches) {
    left = Math.min(left, Math.floor(extent.left) - 1);
    right = Math.max(right, Math.ceil(extent.right) + 2);
    low = Math.min(low, Math.floor(extent.bottom) - 1);
    high = Math.max(high, Math.ceil(extent.top) + 2);
  }
  return {
    x0: Math.max(0, left),
    x1: Math.min(end, right),
    y0: Math.max(source.firstRow, low),
    y1: Math.min(top, high),
  };
}
