import { type Block, blocksOf, type ImageGeometry, imageCircle } from './block.ts';
import { type Extent, touches } from './extent.ts';
import type { PaintMemory } from './paint-memory.ts';
import { PATCH, type Patch, patchExtent, placePatch } from './patch.ts';
import type { PixelRows } from './pixel-rows.ts';
import { type Plate, type PlateGrid, surfaceOf, tilesOf } from './plate.ts';
import { type Sampling, samplings } from './samplings.ts';

/** An image, or as many of its rows as the plate needs. */
export interface ImageToPaint extends ImageGeometry {
  /** whole rows from `firstRow` on; what is not finite is missing */
  readonly pixels: Float32Array;
  /** default 0 */
  readonly firstRow?: number;
  /**
   * [a, b, c] of what is to be subtracted: a + b·(x − xc)/width + c·(y − yc)/height, about the
   * image's middle (xc, yc)
   */
  readonly plane?: readonly [number, number, number];
  /** of the whole image, default 1 */
  readonly weight?: number;
  /** of the same rows as `pixels`; where it is not above 0, the pixel is missing */
  readonly weightMap?: Float32Array;
}

/** Rows [y0, y0 + rows) of an image. */
export interface ImageRows {
  readonly y0: number;
  readonly rows: number;
}

/** Further from the centres of the outermost pixels no point is sampled. */
const MARGIN = 1;

/**
 * The rows of an image that painting it on a plate reads; undefined where it does not touch the
 * plate.
 */
export function paintedRows(
  grid: PlateGrid,
  image: ImageGeometry,
  sampling: Sampling,
  memory: PaintMemory,
): ImageRows | undefined {
  let [first, end] = [image.height, 0];
  const circle = imageCircle(image);
  for (const tile of tilesOf(grid)) {
    for (const block of blocksOf(surfaceOf(tile), image, circle, MARGIN, memory.blockPoints)) {
      forPatches(memory.patch, block, image, (extent) => {
        const rows = rowsOf(extent, image, samplings[sampling].reach);
        first = Math.min(first, rows.y0);
        end = Math.max(end, rows.y0 + rows.rows);
      });
    }
  }
  return end > first ? { y0: first, rows: end - first } : undefined;
}

/**
 * Adds an image to a plate. The order in which images are added decides the last bits of the sums:
 * keep to one. Answers the tiles that it touches. Throws RangeError where rows are missing that
 * `paintedRows` names, or the arrays do not fit.
 */
export function paint(plate: Plate, image: ImageToPaint, sampling: Sampling): number[] {
  const touched: number[] = [];
  const { add, reach, corners } = samplings[sampling];
  const source = sourceOf(image);
  const { memory } = plate;
  const circle = imageCircle(image);
  for (const [place, tile] of tilesOf(plate).entries()) {
    const surface = surfaceOf(tile);
    for (const block of blocksOf(surface, image, circle, MARGIN, memory.blockPoints)) {
      const sums = plate.sums[place] ?? memory.pool.take(plate.width);
      plate.sums[place] = sums;
      forPatches(memory.patch, block, image, (extent) => {
        const rows = rowsOf(extent, image, reach);
        if (rows.y0 < source.firstRow || rows.y0 + rows.rows > source.firstRow + source.rows) {
          throw new RangeError(
            `rows ${rows.y0} to ${rows.y0 + rows.rows} of the image are needed and not there`,
          );
        }
        if (touched.at(-1) !== tile.npix) touched.push(tile.npix);
        placePatch(memory.patch, block, surface, image.wcs, corners);
        add(source, memory.patch, sums, isWithin(extent, image), memory);
      });
    }
  }
  return touched;
}

/** The patches of a block that touch the image, each put into `patch`. */
export function forPatches(
  patch: Patch,
  block: Block,
  image: ImageGeometry,
  visit: (extent: Extent) => void,
): void {
  patch.size = Math.min(PATCH, block.size);
  for (let row = 0; row < block.size; row += patch.size) {
    for (let column = 0; column < block.size; column += patch.size) {
      patch.column = block.column + column;
      patch.row = block.row + row;
      const extent = patchExtent(block, patch);
      if (touches(extent, image, MARGIN)) visit(extent);
    }
  }
}

/** Whether all of it lies between centres of an image's pixels. */
export const isWithin = (
  { left, right, bottom, top }: Extent,
  { width, height }: ImageGeometry,
): boolean => left >= 0 && bottom >= 0 && right < width - 1 && top < height - 1;

function rowsOf({ bottom, top }: Extent, { height }: ImageGeometry, reach: number): ImageRows {
  const y0 = Math.max(0, Math.floor(bottom) - reach);
  return { y0, rows: Math.min(height, Math.ceil(top) + reach + 1) - y0 };
}

/** An image as samplers read it. Throws RangeError where its arrays do not fit. */
export function sourceOf(image: ImageToPaint): PixelRows {
  const {
    width,
    height,
    pixels,
    firstRow = 0,
    weight = 1,
    weightMap,
    plane: [a, b, c] = [0, 0, 0],
  } = image;
  const rows = pixels.length / width;
  if (!Number.isInteger(rows) || firstRow < 0 || firstRow + rows > height) {
    throw new RangeError(
      `${pixels.length} pixels from row ${firstRow} on are no rows of an image of ${width} × ${height}`,
    );
  }
  if (weightMap && weightMap.length !== pixels.length) {
    throw new RangeError(`${weightMap.length} weights for ${pixels.length} pixels`);
  }
  const at = a - (b * (width - 1)) / (2 * width) - (c * (height - 1)) / (2 * height);
  return {
    width,
    height,
    pixels,
    firstRow,
    rows,
    weightMap,
    weight,
    plane: { at, perX: b / width, perY: c / height },
  };
}
