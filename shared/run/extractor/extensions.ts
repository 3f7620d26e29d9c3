import { DataError } from '../../core/errors.ts';
import type { FitsFile } from '../../core/fits/file.ts';
import { product } from '../../core/fits/geometry.ts';
import type { Hdu } from '../../core/fits/hdu.ts';
import { parseHduName } from './hdu-name.ts';
import type { NamedFiles } from './named-files.ts';

/**
 * The images of a file: every HDU of two axes or more with pixels, in its order, or the one that
 * `file.fits[HDU]` names; of a cube that is not compressed, its first plane.
 */
export interface ImageFile {
  /** as it was named */
  name: string;
  file: FitsFile;
  images: readonly Hdu[];
}

/** Opens a file and looks for its images. Throws NoPixels, NoSuchHdu, and as openFits does. */
export async function openImages(files: NamedFiles, name: string): Promise<ImageFile> {
  const { path, hdu } = parseHduName(name);
  const file = await files.fits(path);
  const images = hdu === undefined ? (await file.hdus()).filter(isImage) : [await file.hdu(hdu)];
  if (images.length > 0) return { name: path, file, images: images.map(firstPlane) };
  throw new DataError('NoPixels', `${name} has no image of two axes`, { uri: file.source.uri });
}

const isImage = ({ kind, shape }: Hdu): boolean =>
  (kind === 'image' || kind === 'compressed') && shape.length >= 2 && product(shape) > 0;

/** SExtractor reads no further axes; planes of a compressed cube may share a tile. */
const firstPlane = (hdu: Hdu): Hdu =>
  hdu.kind === 'image' ? { ...hdu, shape: hdu.shape.slice(0, 2) } : hdu;

/** What there is to say of axes beyond the second: SExtractor says it of any, however short. */
export const furtherAxes = ({ header }: Hdu): string[] => {
  const axes = header.number('NAXIS') ?? 0;
  return axes > 2 ? [`NAXIS = ${axes}: of further axes the first plane alone is searched`] : [];
};

/**
 * Of a file beside an image: its image of the same place, or its only one. Throws UnsupportedConfig
 * for another size.
 */
export function beside({ name, images }: ImageFile, index: number, like: Hdu, what: string): Hdu {
  const hdu = images.length === 1 ? images[0] : images[index];
  if (hdu === undefined)
    throw new DataError(
      'UnsupportedConfig',
      `${what} ${name} has ${images.length} images, and image ${index + 1} is asked for`,
    );
  const [width, height] = hdu.shape;
  if (width === like.shape[0] && height === like.shape[1]) return hdu;
  throw new DataError(
    'UnsupportedConfig',
    `${what} ${name} has ${width} × ${height} pixels and the image ${like.shape[0]} × ${like.shape[1]}: they must be of one size`,
  );
}
