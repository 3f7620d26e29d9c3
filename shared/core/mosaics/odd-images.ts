import { type ImageLayout, imageAround } from '../grids/one-image.ts';
import { NumberList } from '../number-list.ts';
import type { ImageRefusal } from '../plan/image-outline.ts';
import { finestScale, oddScales } from '../plan/odd-scales.ts';
import type { SkyImages } from '../plan/sky-images.ts';
import { ARCSEC_PER_DEGREE, DEGREES_PER_RADIAN } from '../sphere/angle.ts';
import { separation, unit, type Vector } from '../sphere/vector.ts';

/** One image around all is hardly meant where it has this many times the pixels of its images. */
export const MAX_MOSAIC_GROWTH = 100;

/**
 * Takes out of the images of a mosaic that is laid around them those which make it what it could
 * not be for the others, as far as they are the fewer: with pixels of quite another size, all over
 * the sky, or far away. What the layout says itself no image decides. `most` pixels are allowed.
 */
export function refuseOddImages(sky: SkyImages, layout: ImageLayout, most: number): void {
  if (layout.scale === undefined) sky.refuse(oddScales(sky, 'With --scale it is painted, too.'));
  if (layout.centre !== undefined && layout.size !== undefined) return;
  const wide = [...sky.cells.keys()];
  if (2 * wide.length < plannedPlaces(sky).length)
    sky.refuse(
      wide.map((image) => ({
        image,
        name: 'MalformedWcs',
        message:
          'It covers so much of the sky that no mosaic can be laid around it: correct the WCS, or give --center and --size.',
      })),
    );
  sky.refuse(farImages(sky, layout, most));
}

/** Places of the images that are planned with. */
export const plannedPlaces = ({ images, outlines }: SkyImages): number[] =>
  Array.from({ length: images.length }, (_, place) => place).filter((place) => outlines.has(place));

/** The fewest of those furthest from the middle of all without which the others fit one image. */
function farImages(sky: SkyImages, layout: ImageLayout, most: number): ImageRefusal[] {
  const places = plannedPlaces(sky);
  const fits = (some: readonly number[]): boolean => fitOneImage(sky, some, layout, most);
  if (places.length === 0 || fits(places)) return [];
  const centre = (place: number): Vector => sky.outlines.at(place)!.centre;
  const middle = medianDirection(places.map(centre));
  const away = new Map(places.map((place) => [place, separation(middle, centre(place))]));
  const nearest = places.sort((a, b) => away.get(a)! - away.get(b)! || a - b);
  let [fit, unfit] = [(nearest.length >> 1) + 1, nearest.length];
  if (fit >= unfit || !fits(nearest.slice(0, fit))) return [];
  while (unfit - fit > 1) {
    const half = (fit + unfit) >> 1;
    if (fits(nearest.slice(0, half))) fit = half;
    else unfit = half;
  }
  return nearest.slice(fit).map((image) => {
    const degrees = Number((away.get(image)! * DEGREES_PER_RADIAN).toPrecision(3));
    const message = `It lies ${degrees} degrees from the middle of the images, and one mosaic with it would be too large, or have over ${MAX_MOSAIC_GROWTH} times their pixels: correct CRVAL, leave it out, or give --center and --size.`;
    return { image, name: 'MalformedWcs', message };
  });
}

/** Whether one image around some images has pixels for what it shows. */
function fitOneImage(
  { images, outlines }: SkyImages,
  places: readonly number[],
  layout: ImageLayout,
  most: number,
): boolean {
  const scales = new NumberList();
  let area = 0;
  for (const place of places) {
    const { width, height, pixelScale } = images.at(place);
    scales.push(pixelScale);
    area += width * height * (pixelScale / ARCSEC_PER_DEGREE) ** 2;
  }
  const finest = finestScale(scales);
  const scale = layout.scale ?? finest;
  const points = places.flatMap((place) => outlines.at(place)!.points);
  const image = imageAround(points, finest, layout);
  if (!image) return false;
  const pixels = image.width * image.height;
  return pixels <= most && pixels * (scale / ARCSEC_PER_DEGREE) ** 2 <= MAX_MOSAIC_GROWTH * area;
}

/** Of each coordinate the median: few that lie elsewhere do not move it. */
function medianDirection(vectors: readonly Vector[]): Vector {
  const median = (axis: 0 | 1 | 2): number => {
    const sorted = vectors.map((vector) => vector[axis]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  };
  return unit([median(0), median(1), median(2)]);
}
