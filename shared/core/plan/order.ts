import { hipsPixelScale } from '../hips/pixel-scale.ts';

/** Deeper than this no image goes: pixels of 0.2 milliarcseconds at 512 to a tile. */
const DEEPEST = 20;

/**
 * Viewers begin with the tiles of this order, all in one picture (Allsky): a survey is not made
 * less deep.
 */
const SHALLOWEST = 3;

/**
 * The deepest order of a HiPS: 3, or the finest whose pixels are at least half as wide as the
 * finest image's. They are then at most as wide as the image's, and no image is oversampled by more
 * than 2. `pixelScale`: arcsec, of the finest image. Throws RangeError where it is not positive and
 * finite.
 */
export function orderOf(pixelScale: number, width: number): number {
  if (!(pixelScale > 0 && Number.isFinite(pixelScale)))
    throw new RangeError(`a pixel of ${pixelScale} arcsec`);
  let order = SHALLOWEST;
  while (order < DEEPEST && hipsPixelScale(order + 1, width) >= pixelScale / 2) order++;
  return order;
}
