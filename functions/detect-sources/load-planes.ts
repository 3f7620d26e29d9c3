import { createImage, createMask, Image, type Mask } from 'sep-wasm';
import { maskBadErrors, weightToError } from '../../shared/core/detection/error-map.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { Planes } from '../../shared/core/detection/planes.ts';
import { maskBadQuality, type QualityBits } from '../../shared/core/detection/quality.ts';
import { DataError } from '../../shared/core/errors.ts';
import { blankBorder, blankedText, blankValue } from '../../shared/core/fits/blanks.ts';
import { type Hdu, whereIs } from '../../shared/core/fits/hdu.ts';
import { readFloat32, readImage } from '../../shared/core/fits/image.ts';
import { asUnsigned } from '../../shared/core/fits/unsigned.ts';
import { needMemory } from './need-memory.ts';

/** Pixels in WebAssembly memory, ready to be searched. */
export interface LoadedPlanes {
  image: Image;
  /** standard deviations, up to a factor when `errorFrom` is WHT */
  error: Image | undefined;
  errorFrom: 'ERR' | 'WHT' | undefined;
  mask: Mask | undefined;
  maskedPixels: number;
  /** what is to be said of a border that was taken for no data */
  border: string | undefined;
  /** data quality of each pixel, for the flags */
  quality: ArrayLike<number | bigint> | undefined;
  free(): void;
}

/** Which plane makes the error map. Throws DataError where a configuration asks for one that the file has not. */
function chooseErrors(
  { error, weight }: Planes,
  weightType: DetectionParameters['WEIGHT_TYPE'],
  science: Hdu,
): LoadedPlanes['errorFrom'] {
  if (weightType === 'FROM_FILE')
    return error !== undefined ? 'ERR' : weight !== undefined ? 'WHT' : undefined;
  if (weightType === 'NONE') return undefined;
  const [from, plane] = weightType === 'MAP_RMS' ? (['ERR', error] as const) : (['WHT', weight] as const);
  if (plane !== undefined) return from;
  throw new DataError(
    'UnsupportedConfig',
    `WEIGHT_TYPE ${weightType} needs a plane ${from} of the image's own, and there is none: write WEIGHT_TYPE NONE`,
    whereIs(science),
  );
}

/** Reads the pixels of one picture of the sky, each plane straight to where it is used. Throws DataError, OutOfMemory. */
export async function loadPlanes(
  hdus: readonly Hdu[],
  planes: Planes,
  bits: QualityBits,
  { WEIGHT_TYPE: weightType, FITS_UNSIGNED }: DetectionParameters,
  blank: number | undefined,
): Promise<LoadedPlanes> {
  const science = hdus[planes.science]!;
  const [width = 0, height = 0] = science.shape;
  const held: (Image | Mask)[] = [];
  const hold = <T extends Image | Mask>(plane: T): T => {
    held.push(plane);
    return plane;
  };
  const free = () => {
    for (const plane of held.splice(0)) plane.free();
  };
  const load = async (hdu: Hdu): Promise<Image> => {
    // memory is asked for once the reader has found that the file has so many bytes
    let image: Image | undefined;
    await readFloat32(
      hdu,
      () => {
        needMemory(
          width * height * Float32Array.BYTES_PER_ELEMENT,
          Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 0),
        );
        // the reader fills all of what is not compressed, or throws
        image = hold(hdu.kind === 'image' ? new Image(width, height) : createImage(width, height));
        return image.data;
      },
      () => image?.swapBytes(),
    );
    return image ?? hold(createImage(width, height));
  };

  try {
    const image = await load(science);
    if (FITS_UNSIGNED) asUnsigned(science, image.data);
    const hasOwnMask = [planes.error, planes.weight, planes.quality].some((plane) => plane !== undefined);
    if (blank !== undefined) blankValue(image.data, blank);
    const blanked = blank === undefined && !hasOwnMask ? blankBorder(image.data, width, height) : undefined;
    const weighted = weightType !== 'NONE';
    const errorFrom = chooseErrors(planes, weightType, science);
    const error = errorFrom
      ? await load(hdus[(errorFrom === 'ERR' ? planes.error : planes.weight)!]!)
      : undefined;
    const quality =
      weighted && planes.quality !== undefined ? (await readImage(hdus[planes.quality]!)).data : undefined;
    const mask = error || quality ? hold(createMask(width, height)) : undefined;
    if (error && errorFrom === 'WHT') weightToError(error.data);
    if (error && mask) maskBadErrors(error.data, mask.data);
    if (quality && mask) maskBadQuality(quality as ArrayLike<number>, bits, mask.data);

    const maskedPixels = image.countBad(mask);
    if (maskedPixels === width * height) {
      throw new DataError(
        'NoGoodPixels',
        error || quality
          ? 'Every pixel is NaN, marked as bad in DQ or without a positive ERR or WHT: check those planes, or leave this image out of the list'
          : 'Every pixel is NaN: leave this image out of the list',
        whereIs(science),
      );
    }
    const border = blanked && blankedText(blanked);
    return { image, error, errorFrom, mask, maskedPixels, border, quality, free };
  } catch (error) {
    free();
    throw error;
  }
}
