import { createMask, type Image, type Mask } from 'sep-wasm';
import { maskBadErrors, noiseToError } from '../../shared/core/detection/error-map.ts';
import { DataError } from '../../shared/core/errors.ts';
import { blankBorder, blankedText, blankValue } from '../../shared/core/fits/blanks.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { whyNoValues } from '../../shared/core/fits/no-values.ts';
import type { NoisePlane } from '../../shared/core/planes/choose.ts';
import { maskBadQuality, type QualityRule } from '../../shared/core/planes/quality.ts';
import type { ImagePlanes } from '../../shared/run/open-image.ts';
import { readStoredPlane } from '../../shared/run/plane-memory.ts';
import { readPixels } from '../../shared/run/read-pixels.ts';

/** Pixels in WebAssembly memory, ready to be searched. */
export interface LoadedPlanes {
  image: Image;
  /** standard deviations, up to a factor when `errorFrom` is a weight */
  error: Image | undefined;
  errorFrom: NoisePlane | undefined;
  mask: Mask | undefined;
  maskedPixels: number;
  /** what is to be said of a border that was taken for no data */
  border: string | undefined;
  /** data quality of each pixel, for the flags */
  quality: ArrayLike<number | bigint> | undefined;
  free(): void;
}

/**
 * Reads the pixels of one picture of the sky, each plane straight to where it is used. Throws
 * DataError, OutOfMemory.
 */
export async function loadPlanes(
  planes: ImagePlanes,
  rule: QualityRule | undefined,
  blank: number | undefined,
): Promise<LoadedPlanes> {
  const { science } = planes;
  const [width = 0, height = 0] = science.shape;
  const loaded: (Image | Mask)[] = [];
  const hold = <T extends Image | Mask>(plane: T): T => {
    loaded.push(plane);
    return plane;
  };
  const free = () => {
    for (const plane of loaded.splice(0)) plane.free();
  };
  const load = async (hdu: Hdu): Promise<Image> => hold(await readPixels(hdu));

  try {
    const image = await load(science);
    const hasOwnMask = planes.noise.length > 0 || planes.quality !== undefined;
    if (blank !== undefined) blankValue(image.data, blank);
    const blanked =
      blank === undefined && !hasOwnMask ? blankBorder(image.data, width, height) : undefined;
    const [errorFrom] = planes.noise;
    const error = errorFrom && (await load(await planes.hduOf(errorFrom)));
    const quality = planes.quality && (await readStoredPlane(await planes.hduOf(planes.quality)));
    const mask = error || quality ? hold(createMask(width, height)) : undefined;
    if (error && errorFrom) noiseToError(error.data, errorFrom.kind);
    if (error && mask) maskBadErrors(error.data, mask.data);
    if (quality && mask && rule) maskBadQuality(quality as ArrayLike<number>, rule, mask.data);

    const maskedPixels = image.countBad(mask);
    if (maskedPixels === width * height) {
      const planesOf = [errorFrom?.name, planes.quality?.name].filter(Boolean).join(' or ');
      const { words, where } = whyNoValues(
        science,
        image.data,
        error || quality ? `Every pixel is NaN, or bad by ${planesOf}` : 'Every pixel is NaN',
      );
      throw new DataError('NoGoodPixels', words, where);
    }
    const border = blanked && blankedText(blanked);
    return { image, error, errorFrom, mask, maskedPixels, border, quality, free };
  } catch (error) {
    free();
    throw error;
  }
}
