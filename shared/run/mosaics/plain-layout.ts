import { paddedLength } from '../../core/fits/geometry.ts';
import { headerBytes, imageStructure } from '../../core/fits/write.ts';
import { type PlaneKinds, planeBits } from '../../core/mosaics/planes.ts';
import { mosaicSamplings } from '../../core/mosaics/samplings.ts';
import type { MosaicWork } from './load-work.ts';
import { type DescribedMosaic, planeCards } from './plane-cards.ts';

/** One image of a file: a plane, or the planes of the context as one cube. */
export interface ImageOfFile {
  name: string;
  /** the planes of the strips that it is made of */
  planes: string[];
}

/** Which planes a mosaic of so many images has. */
export const kindsOf = (
  { band, parameters }: Pick<MosaicWork, 'band' | 'parameters'>,
  images: number,
): PlaneKinds => ({
  images,
  hasError: band.hasError,
  weighAlike: band.weighAlike,
  isCounted: mosaicSamplings[parameters.sampling].isWhole,
});

/** The images of a file, of the planes that its strips have. */
export function imagesOfFile(names: readonly string[], isCompressed: boolean): ImageOfFile[] {
  const context = names.filter((name) => name.startsWith('CTX'));
  const images: ImageOfFile[] = names
    .filter((name) => !name.startsWith('CTX'))
    .map((name) => ({ name, planes: [name] }));
  // Compressed images have two axes: each 32 images have a plane of their own.
  if (isCompressed) images.push(...context.map((name) => ({ name, planes: [name] })));
  else images.push({ name: 'CTX', planes: context });
  return images;
}

/** The header of an image that is not compressed; `sum` of its data, see `sum32`. */
export function plainHeader(
  mosaic: DescribedMosaic,
  kinds: PlaneKinds,
  { name, planes }: ImageOfFile,
  sum: number,
): Uint8Array {
  const { width, height } = mosaic.tile;
  const shape = planes.length > 1 ? [width, height, planes.length] : [width, height];
  const structure = imageStructure(planeBits(name, kinds), shape);
  const cards = planeCards(mosaic, name);
  const isPrimary = name === 'SCI';
  return headerBytes({ kind: 'image', structure, cards, isPrimary, hasExtensions: true }, sum);
}

/** Bytes of a pixel of a plane. */
export const pixelBytes = (name: string, kinds: PlaneKinds): number =>
  Math.abs(planeBits(name, kinds)) / 8;

/**
 * Where the pixels of each plane begin in a file that is not compressed, and where its last image
 * ends.
 */
export function plainLayout(
  mosaic: DescribedMosaic,
  kinds: PlaneKinds,
  names: readonly string[],
): { begins: Map<string, number>; end: number } {
  const pixels = mosaic.tile.width * mosaic.tile.height;
  const begins = new Map<string, number>();
  let end = 0;
  for (const image of imagesOfFile(names, false)) {
    let at = end + plainHeader(mosaic, kinds, image, 0).length;
    const begin = at;
    for (const plane of image.planes) {
      begins.set(plane, at);
      at += pixels * pixelBytes(plane, kinds);
    }
    end = begin + paddedLength(at - begin);
  }
  return { begins, end };
}
