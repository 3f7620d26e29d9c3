import type { PlannedImage } from '../contracts/sky-map/images.ts';
import { takenWords } from '../contracts/taken.ts';
import { noiseToWeight } from '../core/detection/error-map.ts';
import { DataError } from '../core/errors.ts';
import { blankBorder, blankedText, blankValue } from '../core/fits/blanks.ts';
import type { FitsFile } from '../core/fits/file.ts';
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

/** bytes of pixels asked for before their turn has come */
const MAX_BYTES_AHEAD = 64 * 2 ** 20;
/** Of small images so many at a time hide the latency of a request. */
const MAX_REQUESTS = 8;

/** How many of some images to read ahead. */
export function imagesAhead(images: readonly PlannedImage[]): number {
  const largest = images.reduce((most, { width, height }) => Math.max(most, 4 * width * height), 1);
  return Math.max(2, Math.min(MAX_REQUESTS, Math.floor(MAX_BYTES_AHEAD / largest)));
}

/**
 * bytes of pixels kept for the next plate or overlap, which mostly wants some of the same images
 */
const MAX_KEPT_BYTES = 400 * 2 ** 20;

/** Reads images, and keeps the latest ones. */
export class ImageReader {
  readonly #kept = new Map<string, ImagePixels>();
  readonly #underWay = new Map<string, Promise<ImagePixels>>();
  #bytes = 0;

  /** Throws DataError, StoreError. */
  read(store: Store, head: Head, image: PlannedImage): Promise<ImagePixels> {
    const { hdu, noise, quality, factor, item } = image;
    const key = JSON.stringify([head.url, head.etag, hdu, noise, quality, factor, item.blank]);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept); // the latest is the last to go
      return Promise.resolve(kept);
    }
    const underWay =
      this.#underWay.get(key) ??
      this.#fetch(store, head, image, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, underWay);
    return underWay;
  }

  async #fetch(store: Store, head: Head, image: PlannedImage, key: string): Promise<ImagePixels> {
    const read = await readPixels(store, await openFits(await imageSource(store, head)), image);
    this.#kept.set(key, read);
    this.#bytes += bytesOf(read);
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= MAX_KEPT_BYTES || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytesOf(old);
    }
    return read;
  }
}

/** The one of the process. */
export const imageReader = new ImageReader();

const bytesOf = ({ pixels, weightMap }: ImagePixels): number =>
  pixels.byteLength + (weightMap?.byteLength ?? 0);

async function readPixels(store: Store, file: FitsFile, image: PlannedImage): Promise<ImagePixels> {
  const { item, hdu: index, noise, quality } = image;
  const hdu = await file.hdu(index);
  const { wcs } = await readWcs(file, hdu);
  if (!wcs) {
    const where = { uri: item.uri, hdu: index };
    throw new DataError('MalformedWcs', 'The image has lost its WCS: run again', where);
  }
  const hduOf = async ({ hdu, file: other }: { hdu: number; file?: Head | undefined }) =>
    (other === undefined ? file : await openFits(await imageSource(store, other))).hdu(hdu);
  const pixels = await readPlane(hdu);
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
  const weightMap = noise && (await readPlane(await hduOf(noise)));
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
