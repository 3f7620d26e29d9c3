import type { GridTile } from '../grids/grid.ts';
import { ALIGNED } from '../grids/window.ts';
import type { PlanImage } from '../plan/sky-images.ts';

/** Some rows of a mosaic, which one task paints. */
export interface PlannedStrip {
  readonly firstRow: number;
  readonly rows: number;
  /** places among the mosaic's images, rising */
  readonly images: number[];
}

/** Pixels of a strip: few enough for 1 GB, many enough that an image is read for few strips. */
const STRIP_PIXELS = 2 ** 23;
/** So that all cores have work. */
const LEAST_STRIPS = 8;
const LEAST_PIXELS = 2 ** 18;
/** Bytes of a strip while it is painted; where it would have more, it gets fewer rows. */
const STRIP_BYTES = 2 ** 30;
/** Of a pixel: sums and planes, both of each 32 images' context, and each value that is kept. */
const PIXEL_BYTES = 44;
const CONTEXT_BYTES = 8;
const VALUE_BYTES = 12;

/** How strips are cut. */
export interface StripWay {
  /** they are multiples of so many rows (of compressed tiles), or a power of 2 less */
  readonly multiple: number;
  /** whether all values of a pixel are kept until the end */
  readonly isStacked: boolean;
}

/** Rows of a strip by its pixels alone. */
function rowsOfStrip(
  { width, height }: Pick<GridTile, 'width' | 'height'>,
  multiple: number,
): number {
  const pixels = Math.min(STRIP_PIXELS, Math.max(LEAST_PIXELS, (width * height) / LEAST_STRIPS));
  return Math.max(multiple, Math.round(pixels / width / multiple) * multiple);
}

/** Half of the rows of a strip, or a little less. */
function halved(rows: number, multiple: number): number {
  const unit = rows > multiple ? multiple : ALIGNED;
  return Math.max(unit, Math.floor(rows / 2 / unit) * unit);
}

/**
 * Bytes that painting a strip takes, about: of each image all of it that the strip has room for.
 */
function bytesOfStrip(
  { width, wcs }: Pick<GridTile, 'width' | 'wcs'>,
  { rows, images: own }: PlannedStrip,
  images: readonly PlanImage[],
  { isStacked }: StripWay,
): number {
  const planes = PIXEL_BYTES + CONTEXT_BYTES * Math.ceil(images.length / 32);
  const values = own.reduce((sum, k) => {
    const { width: across, height, pixelScale } = images[k]!;
    const ratio = pixelScale / wcs.pixelScale;
    const reach = ratio * Math.hypot(across, height);
    const scratch = Math.min(rows, reach) * Math.min(width, reach);
    return sum + Math.min(scratch, ratio ** 2 * across * height);
  }, 0);
  return rows * width * planes + (isStacked ? VALUE_BYTES * values : 0);
}

/**
 * The strips of a tile that images touch, of 2^23 pixels each, or of fewer where so many would take
 * more than 1 GB to be painted: because of the planes that say which of very many images have a
 * value, or of the values that a median needs.
 * @param images that touch the tile
 * @param touching places among them of those that touch some rows
 */
export function cutStrips(
  tile: Pick<GridTile, 'width' | 'height' | 'wcs'>,
  images: readonly PlanImage[],
  way: StripWay,
  touching: (firstRow: number, rows: number) => number[],
): { step: number; strips: PlannedStrip[] } {
  for (let step = rowsOfStrip(tile, way.multiple); ; step = halved(step, way.multiple)) {
    const strips: PlannedStrip[] = [];
    for (let firstRow = 0; firstRow < tile.height; firstRow += step) {
      const rows = Math.min(step, tile.height - firstRow);
      const own = touching(firstRow, rows);
      if (own.length > 0) strips.push({ firstRow, rows, images: own });
    }
    const fits = strips.every((strip) => bytesOfStrip(tile, strip, images, way) <= STRIP_BYTES);
    if (fits || step <= ALIGNED) return { step, strips };
  }
}
