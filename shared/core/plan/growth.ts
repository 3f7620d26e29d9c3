import type { SkyMapPlan } from './plan.ts';
import type { SkyImage } from './sky-images.ts';

/** A map may have this many times the pixels that its images have: each pixel of an image 100 × 100 of the map's. */
export const MOST_GROWTH = 10_000;
/** Maps of this order are small whatever they are made of: 201 million pixels, the whole sky. */
const SMALL_ORDER = 3;

/** How many times the pixels of its images a map has, where that is more than it may be. */
export function tooMuchGrowth(
  { order, plates, refused }: SkyMapPlan,
  images: readonly SkyImage[],
): number | undefined {
  if (order <= SMALL_ORDER) return undefined;
  let pixels = images.reduce((sum, { width, height }) => sum + width * height, 0);
  for (const { image } of refused) pixels -= images[image]!.width * images[image]!.height;
  const growth = plates.reduce((sum, { cost }) => sum + cost.pixelsOut, 0) / pixels;
  return growth > MOST_GROWTH ? growth : undefined;
}
