import type { CheckImage } from '../core/source-extractor/source-table.ts';
import type { Scene } from './scene.ts';

/** The images that CHECKIMAGE_TYPE asks for, in its order, without NONE. */
export function drawCheckImages({ input: { configuration }, segmentation }: Scene): CheckImage[] {
  return configuration.CHECKIMAGE_TYPE.flatMap((type, index) => {
    if (type !== 'SEGMENTATION') return [];
    const { width, height, pixels } = segmentation();
    return [{ index, width, height, pixels, binning: [1, 1] as const }];
  });
}
