import { NumberList } from '../number-list.ts';
import type { ImageRefusal } from './image-outline.ts';
import type { SkyImages } from './sky-images.ts';

/**
 * Images whose pixels are this much finer or coarser than those of the list's middle do not belong
 * to it.
 */
const ODD_RATIO = 100;

/**
 * Images whose pixels are this much finer than those of the list's middle do not decide how fine
 * the map of all is: each factor of two makes it four times as large.
 */
const FINE_RATIO = 4;

/**
 * The scale that a map of images with these scales is to show: of those that are not much finer
 * than the middle of all the finest, whatever a few others are. Of two images the finer counts.
 * Infinity of none.
 */
export function finestScale(scales: NumberList): number {
  const sorted = scales.sorted();
  const least = sorted[(sorted.length - 1) >> 1]! / FINE_RATIO;
  return sorted.find((scale) => scale >= least) ?? Number.POSITIVE_INFINITY;
}

/** The scales of the images that have a place on the sky. */
export function scalesOf({ images, outlines }: SkyImages): NumberList {
  const scales = new NumberList();
  for (const [place, { pixelScale }] of images.entries())
    if (outlines.has(place)) scales.push(pixelScale);
  return scales;
}

/** The scale in the middle of a list, of two the coarser; NaN of none. */
export function middleScale(scales: NumberList): number {
  const sorted = scales.sorted();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Whether a scale is of quite another size than that in the middle of its list. */
export const isOddScale = (scale: number, middle: number): boolean =>
  Math.max(scale / middle, middle / scale) > ODD_RATIO;

/**
 * Images whose pixels are of quite another size than those of most of the list: a wrong CDELT would
 * make the map of all others deeper, or wider, than anybody wants. The middle is the median, of an
 * even number the coarser: of two images the finer is odd. `otherwise` says how it is taken all the
 * same; `middle` is of the whole list, where these are a part of it.
 */
export function oddScales(
  sky: SkyImages,
  otherwise: string,
  middle = middleScale(scalesOf(sky)),
): ImageRefusal[] {
  const { images, outlines } = sky;
  const refused: ImageRefusal[] = [];
  for (const [image, { pixelScale }] of images.entries()) {
    if (!outlines.has(image) || !isOddScale(pixelScale, middle)) continue;
    const arcsec = (scale: number) => `${Number(scale.toPrecision(3))} arcsec`;
    const message = `A pixel of ${arcsec(pixelScale)} among images of ${arcsec(middle)}, over ${ODD_RATIO} times ${pixelScale < middle ? 'finer' : 'coarser'}: correct CD, or PC and CDELT, or leave it out. ${otherwise}`;
    refused.push({ image, name: 'MalformedWcs', message });
  }
  return refused;
}
