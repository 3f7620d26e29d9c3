/** Arc seconds of a radian. */
const RADIAN = (180 / Math.PI) * 3600;

/** Deeper than this no image goes: pixels of 0.2 milliarcseconds at 512 to a tile. */
const DEEPEST = 20;

/** The side of a HiPS pixel, arcsec: the square root of its area. */
export const hipsPixelScale = (order: number, width: number): number =>
  (Math.sqrt(Math.PI / 3) * RADIAN) / (width * 2 ** order);

/** Viewers begin with the tiles of this order, all in one picture (Allsky): a survey is not made less deep. */
const SHALLOWEST = 3;

/**
 * The deepest order of a HiPS: 3, or the finest whose pixels are at least half as wide as the finest image's. They are then at most
 * as wide as the image's, and no image is oversampled by more than 2. `pixelScale`: arcsec, of the finest image.
 */
export function orderOf(pixelScale: number, width: number): number {
  if (!(pixelScale > 0 && Number.isFinite(pixelScale)))
    throw new RangeError(`a pixel of ${pixelScale} arcsec`);
  let order = SHALLOWEST;
  while (order < DEEPEST && hipsPixelScale(order + 1, width) >= pixelScale / 2) order++;
  return order;
}
