import { OpenTile } from '../../../sky-wasm/src/tile-sums.ts';
import type { Surface } from '../grids/surface.ts';
import { circlesMeet } from '../sphere/circle.ts';
import { blocksOf, type ImageGeometry, imageCircle, squareCircle } from './block.ts';
import type { Extent } from './extent.ts';
import type { PaintMemory } from './paint-memory.ts';
import { placePatch } from './patch.ts';
import type { PixelRows } from './pixel-rows.ts';
import { type Plate, type PlateGrid, surfaceOf, tileAt, tilesOf } from './plate.ts';
import { type Sampling, samplings } from './samplings.ts';
import {
  forPatches,
  isWithin,
  patchesOf,
  SAMPLE_MARGIN,
  sampledWindow,
  type TouchedPatch,
} from './touched.ts';
import type { WaitingImage } from './waiting.ts';

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
export interface ImageStrip {
  readonly y0: number;
  readonly rows: number;
}

/**
 * The rows of an image that painting it on a plate reads; undefined where it does not touch the
 * plate.
 */
export function paintedRows(
  grid: PlateGrid,
  image: ImageGeometry,
  sampling: Sampling,
  memory: PaintMemory,
): ImageStrip | undefined {
  let [first, end] = [image.height, 0];
  const circle = imageCircle(image);
  for (const tile of tilesOf(grid)) {
    for (const block of blocksOf(
      surfaceOf(tile),
      image,
      circle,
      SAMPLE_MARGIN,
      memory.blockPoints,
    )) {
      forPatches(memory.patch, block, image, (extent) => {
        const rows = rowsOf(extent, image, samplings[sampling].reach);
        first = Math.min(first, rows.y0);
        end = Math.max(end, rows.y0 + rows.rows);
      });
    }
  }
  return end > first ? { y0: first, rows: end - first } : undefined;
}

/** Bytes of pixels that wait at most. */
const MOST_WAITING = 128 * 2 ** 20;

/**
 * Adds an image to a plate. The order in which images are added decides the last bits of the sums:
 * keep to one. Throws RangeError where its arrays do not fit; `finish` (or a later image) where
 * rows are missing that `paintedRows` names.
 */
export function paint(plate: Plate, image: ImageToPaint, sampling: Sampling): void {
  const source = sourceOf(image);
  const { width, height, wcs } = image;
  const number = plate.painted++;
  const geometry = { width, height, wcs };
  plate.waiting.push({ number, geometry, circle: imageCircle(image), source, sampling });
  const bytes = plate.waiting.reduce((sum, { source: { pixels } }) => sum + pixels.byteLength, 0);
  if (bytes <= MOST_WAITING) return;
  for (const place of plate.touching.keys()) {
    const tile = openTile(plate, place);
    if (!tile) continue;
    const sums = plate.sums[place] ?? plate.memory.pool.take(plate.width);
    plate.sums[place] = sums;
    sums.values.set(tile.sums.values);
    sums.weights.set(tile.sums.weights);
  }
  plate.waiting = [];
}

/**
 * A tile with all that was painted on it, those that wait included; undefined where nothing touches
 * it. The next tile takes its place.
 */
export function openTile(plate: Plate, place: number): OpenTile | undefined {
  const before = plate.sums[place];
  const surface = surfaceOf(tileAt(plate, place));
  // Most of a plate's images are elsewhere, which one circle for all of them tells.
  const around = squareCircle(surface, surface.squares[0]!, plate.memory.blockPoints);
  let open = before && new OpenTile(plate.width, before);
  for (const waiting of plate.waiting) {
    const { geometry, circle } = waiting;
    if (around && !circlesMeet(circle, around)) continue;
    const patches = patchesOf(surface, geometry, circle, plate.memory);
    if (patches.length === 0) continue;
    plate.touching[place]!.push(waiting.number);
    open ??= new OpenTile(plate.width);
    addImage(open, surface, patches, waiting, plate.memory);
  }
  return open;
}

function addImage(
  open: OpenTile,
  surface: Surface,
  patches: readonly TouchedPatch[],
  { geometry, source, sampling }: WaitingImage,
  memory: PaintMemory,
): void {
  const { add, hasKernel, reach, corners } = samplings[sampling];
  const { patch } = memory;
  for (const { extent } of patches) needRows(source, rowsOf(extent, geometry, reach));
  const isPlain = hasKernel && !source.weightMap;
  if (isPlain) open.setImage(source, sampledWindow(patches, source));
  const sums = isPlain ? undefined : open.sums;
  for (const touched of patches) {
    const { block, extent } = touched;
    const { x, y } = block;
    if (isPlain && x && y) {
      open.addPatch(touched, { ...block, x, y }, isWithin(extent, geometry));
      continue;
    }
    Object.assign(patch, { column: touched.column, row: touched.row, size: touched.size });
    placePatch(patch, block, surface, geometry.wcs, corners);
    if (sums) add(source, patch, sums, isWithin(extent, geometry), memory);
    else open.addPoints(touched, patch.x, patch.y);
  }
}

function needRows({ firstRow, rows: there }: PixelRows, { y0, rows }: ImageStrip): void {
  if (y0 >= firstRow && y0 + rows <= firstRow + there) return;
  throw new RangeError(`rows ${y0} to ${y0 + rows} of the image are needed and not there`);
}

function rowsOf({ bottom, top }: Extent, { height }: ImageGeometry, reach: number): ImageStrip {
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
