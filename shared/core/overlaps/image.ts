import type { Wcs } from '../wcs/wcs.ts';

/** Where an image lies, without its pixels. */
export interface ImagePlace {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly wcs: Wcs;
}

/**
 * An image or some of its rows: pixel (x, y) is `pixels[(y - firstRow) * width + x]`. What is not
 * finite is no data.
 */
export interface ImageRows extends ImagePlace {
  readonly pixels: Float32Array;
  /** the row that `pixels` begins with */
  readonly firstRow: number;
}

/** A range of rows of an image. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** Throws RangeError when the image's pixels do not hold these rows. */
export function needRows(image: ImageRows, rows: RowRange): void {
  const held = Math.floor(image.pixels.length / image.width);
  if (rows.first >= image.firstRow && rows.first + rows.count <= image.firstRow + held) return;
  throw new RangeError(
    `rows ${rows.first} to ${rows.first + rows.count} of ${image.name}, which has ${image.firstRow} to ${image.firstRow + held}`,
  );
}
