import type { ImageRefusal } from './image-outline.ts';
import type { SkyImages } from './sky-images.ts';

/**
 * Images whose pixels are this much finer or coarser than those of the list's middle do not belong
 * to it.
 */
const ODD_RATIO = 100;

/**
 * Images whose pixels are of quite another size than those of most of the list: a wrong CDELT would
 * make the map of all others deeper, or wider, than anybody wants. The middle is the median, of an
 * even number the coarser: of two images the finer is odd.
 */
export function oddScales({ images, outlines }: SkyImages): ImageRefusal[] {
  const scales = Float64Array.from(
    images.filter((_, place) => outlines.has(place)),
    ({ pixelScale }) => pixelScale,
  ).sort();
  const middle = scales[scales.length >> 1]!;
  return [...images.entries()].flatMap(([image, { pixelScale }]): ImageRefusal[] => {
    const ratio = Math.max(pixelScale / middle, middle / pixelScale);
    if (!outlines.has(image) || ratio <= ODD_RATIO) return [];
    const arcsec = (scale: number) => `${Number(scale.toPrecision(3))} arcsec`;
    const message = `A pixel of ${arcsec(pixelScale)} among images of ${arcsec(middle)}, over ${ODD_RATIO} times ${pixelScale < middle ? 'finer' : 'coarser'}: correct CD, or PC and CDELT, or map it apart. With --order it is mapped with the others.`;
    return [{ image, name: 'MalformedWcs', message }];
  });
}
