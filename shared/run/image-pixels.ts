import type { PlannedImage } from '../contracts/sky-map/images.ts';
import { takenWords } from '../contracts/taken.ts';
import { noiseToWeight } from '../core/detection/error-map.ts';
import { DataError } from '../core/errors.ts';
import { blankBorder, blankedText, blankValue } from '../core/fits/blanks.ts';
import { openFits } from '../core/fits/file.ts';
import { whyNoValues } from '../core/fits/no-values.ts';
import { maskBadQuality } from '../core/planes/quality.ts';
import type { Wcs } from '../core/wcs/wcs.ts';
import type { Head, Store } from '../store/store.ts';
import { imageSource } from './image-source.ts';
import { readPlane, readStoredPlane } from './plane-memory.ts';
import { readWcs } from './read-wcs.ts';

/** An image with its pixels and its place on the sky. */
export interface ImagePixels {
  name: string;
  width: number;
  height: number;
  wcs: Wcs;
  /** in the unit of its band; NaN where there is none, or the data quality says that it is bad */
  pixels: Float32Array;
  weightMap?: Float32Array;
  /** what is to be said of a border that was taken for no data */
  border?: string | undefined;
}

/**
 * Reads an image's planes, in the memory that `take` gives where it can. Throws DataError,
 * StoreError.
 */
export async function readImagePixels(
  store: Store,
  head: Head,
  image: PlannedImage,
  take: (bytes: number) => Uint8Array<ArrayBuffer>,
): Promise<ImagePixels> {
  const open = async (file: Head) => openFits(await imageSource(store, file, take));
  const file = await open(head);
  const { item, hdu: index, noise, quality } = image;
  const hdu = await file.hdu(index);
  const { wcs } = await readWcs(file, hdu);
  if (!wcs) {
    const where = { uri: item.uri, hdu: index };
    throw new DataError('MalformedWcs', 'The image has lost its WCS: run again', where);
  }
  const hduOf = async ({ hdu, file: other }: { hdu: number; file?: Head | undefined }) =>
    (other === undefined ? file : await open(other)).hdu(hdu);
  const pixels = await readPlane(hdu, take);
  const [width = 0, height = 0] = hdu.shape;
  const hasOwnMask = noise !== undefined || quality !== undefined;
  const blanked =
    item.blank !== undefined
      ? blankValue(pixels, item.blank)
      : hasOwnMask
        ? undefined
        : blankBorder(pixels, width, height);
  const { factor = 1 } = image;
  if (factor !== 1) for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! * factor;
  if (quality !== undefined) {
    const bad = new Uint8Array(pixels.length);
    const data = await readStoredPlane(await hduOf(quality));
    maskBadQuality(data as ArrayLike<number>, quality, bad);
    for (let i = 0; i < bad.length; i++) if (bad[i]) pixels[i] = Number.NaN;
  }
  const weightMap = noise && (await readPlane(await hduOf(noise), take));
  if (weightMap) noiseToWeight(weightMap, noise.kind, factor);
  // Without weight there is nothing, whatever the pixel says.
  if (weightMap)
    for (let i = 0; i < pixels.length; i++) if (!(weightMap[i]! > 0)) pixels[i] = Number.NaN;
  if (!pixels.some(Number.isFinite)) {
    const taken = image.taken ? takenWords(image.taken).join('; ') : '';
    const none = `Every pixel is NaN, masked or without a weight${taken && ` (${taken})`}`;
    const { words, where } = whyNoValues(hdu, pixels, none);
    throw new DataError('NoGoodPixels', words, { ...where, uri: item.uri });
  }
  const border = blanked && item.blank === undefined ? blankedText(blanked) : undefined;
  return {
    name: item.name,
    width,
    height,
    wcs,
    pixels,
    border,
    ...(weightMap ? { weightMap } : {}),
  };
}
