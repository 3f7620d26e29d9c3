import { drawEllipses, type Ellipses } from './ellipses.ts';
import { greyPicture, type Stretch } from './grey.ts';
import { greyLevels, type Levels } from './levels.ts';
import type { Picture } from './picture.ts';
import { reduce, reductionFactor } from './reduction.ts';

export interface PictureOptions {
  /** the longer side of the picture is at most this */
  maxSize?: number;
  stretch?: Stretch;
  /** percentiles of the shown pixels that become black and white */
  percentiles?: Levels;
  /** pixels to leave out (≠ 0), shown as pixels without a value */
  mask?: Uint8Array;
}

/** A picture with what a caption has to say: how far it was reduced and which pixel values are black and white. */
export interface SourcesPicture extends Picture, Levels {
  factor: number;
}

/**
 * A grey picture of an image, y up, with a red ellipse on each source. The pixels (FITS order) are read in place and not
 * copied; what is made is the reduced plane (only if the image is larger than `maxSize`) and the RGB bytes.
 *
 * @throws DataError NoGoodPixels when no pixel is finite and unmasked
 */
export function renderSources(
  pixels: Float32Array,
  width: number,
  height: number,
  sources: Ellipses,
  options: PictureOptions = {},
): SourcesPicture {
  const { maxSize = 2048, stretch = 'linear', percentiles = { low: 1, high: 99 }, mask } = options;
  const factor = reductionFactor(width, height, maxSize);
  const plane = reduce({ pixels, width, height }, factor, mask);
  const levels = greyLevels(plane.pixels, percentiles);
  const picture = greyPicture(plane, levels, stretch);
  drawEllipses(picture, sources, factor);
  return { ...picture, ...levels, factor };
}
