/**
 * A picture as `encodePng` takes it, first row at the top: grey with a transparent 0 (1 channel),
 * or red, green, blue and alpha (4).
 */
export interface TilePicture {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 4;
}

/**
 * Calls back for each row of a tile, square where no height is given, with where the row starts in
 * the picture (rows from the top) and in the tile's pixels (FITS order, rows from the bottom). HiPS
 * turns PNG against FITS in this way only; left stays left.
 */
export function forEachRow(
  width: number,
  visit: (top: number, bottom: number) => void,
  height = width,
): void {
  for (let row = 0; row < height; row++) visit(row * width, (height - 1 - row) * width);
}
