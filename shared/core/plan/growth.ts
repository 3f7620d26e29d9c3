import type { SkyMapPlan } from './plan.ts';
import type { ImageTable } from './sky-images.ts';

/**
 * A map may have this many times the pixels that its images have: each pixel of an image 100 × 100
 * of the map's.
 */
export const MAX_GROWTH = 10_000;
/** Maps of this order are small whatever they are made of: 201 million pixels, the whole sky. */
const SMALL_ORDER = 3;

/** A map is made of whole tiles: the smallest image may touch so many. */
const TILES_OF_A_POINT = 4;

/** Pixels of a map, and of the images that it is made of, with their number. */
export interface Growth {
  readonly pixelsOut: number;
  readonly pixelsIn: number;
  readonly images: number;
}

/** Of a plan and its images. */
export function growthOf(
  { plates, refused }: Pick<SkyMapPlan, 'plates' | 'refused'>,
  images: ImageTable,
): Growth {
  const isRefused = new Set(refused.map(({ image }) => image));
  let [used, pixelsIn] = [0, 0];
  for (const [place, { width, height }] of images.entries()) {
    if (isRefused.has(place)) continue;
    used++;
    pixelsIn += width * height;
  }
  const pixelsOut = plates.reduce((sum, { cost }) => sum + cost.pixelsOut, 0);
  return { pixelsOut, pixelsIn, images: used };
}

/** How many times the pixels of its images a map has, where that is more than it may be. */
export function tooMuchGrowth(
  { order, width }: Pick<SkyMapPlan, 'order' | 'width'>,
  { pixelsOut, pixelsIn, images }: Growth,
): number | undefined {
  if (order <= SMALL_ORDER) return undefined;
  const most = MAX_GROWTH * pixelsIn + TILES_OF_A_POINT * width ** 2 * images;
  return pixelsOut > most ? pixelsOut / pixelsIn : undefined;
}
