import { DataError } from '../../core/errors.ts';
import { type Hdu, whereIs } from '../../core/fits/hdu.ts';
import type { Header } from '../../core/fits/header.ts';
import { readImage } from '../../core/fits/image.ts';
import { asUnsigned } from '../../core/fits/unsigned.ts';
import { overlaid, readExternalHeaders } from '../../core/source-extractor/external-header.ts';
import { asksFor, type ExtractorSetup } from '../../core/source-extractor/setup.ts';
import { keywordsOf } from '../../core/units/keywords.ts';
import { type Measured, measureImage } from '../../source-extractor/measure-image.ts';
import type { Image, SkyImage } from '../../source-extractor/sky-image.ts';
import { readWcs } from '../read-wcs.ts';
import { beside, type ImageFile, openImages } from './extensions.ts';
import type { NamedFiles } from './named-files.ts';
import { readPixels } from './read-pixels.ts';

/** Names of the files of one search. */
export interface SearchFiles {
  detection: string;
  /** undefined: sources are measured where they are found */
  measurement?: string | undefined;
  /** of the detection and of the measurement image; undefined: those of the configuration */
  weights?: readonly (string | undefined)[] | undefined;
  /** undefined: those of the configuration */
  flags?: readonly string[] | undefined;
}

/** One image of the file, searched. */
export interface SearchedImage {
  measured: Measured;
  /** of the measurement image's HDU */
  header: Header;
  hasExternalHeader: boolean;
  hdu: Hdu;
  /** EXT_NUMBER */
  number: number;
}

/** Searches the images of a file one after the other. Throws DataError, OutOfMemory. */
export async function* searchFile(
  files: NamedFiles,
  setup: ExtractorSetup,
  names: SearchFiles,
): AsyncGenerator<SearchedImage> {
  const { configuration, columns } = setup;
  const detection = await openImages(files, names.detection);
  const measurement =
    names.measurement === undefined ? undefined : await openImages(files, names.measurement);
  const weights = await openWeights(files, setup, names);
  const flagNames = names.flags ?? configuration.FLAG_IMAGE;
  const flags = asksFor(columns, 'flagImages')
    ? await Promise.all(flagNames.map((name) => openImages(files, name)))
    : [];
  const measured = measurement ?? detection;
  const external = await readHeads(files, measured.name, configuration.HEADER_SUFFIX[0] ?? '');
  for (const [index, own] of measured.images.entries()) {
    const hdu = measurement === undefined ? own : beside(detection, index, own, 'the detection image');
    const header = external[index] === undefined ? own.header : overlaid(own.header, external[index]);
    const held: Image[] = [];
    const pixelsOf = async (of: Hdu): Promise<Image> => {
      const image = await readPixels(of);
      held.push(image);
      return image;
    };
    const skyImage = async (file: ImageFile, of: Hdu, head: Header): Promise<SkyImage> => {
      const image = await pixelsOf(of);
      if (configuration.FITS_UNSIGNED[0]) asUnsigned(of, image.data);
      const primary = (await file.file.hdus())[0]?.header;
      const { wcs } = await readWcs(file.file, { ...of, header: head });
      return { image, header: head, keywords: keywordsOf(head, primary), wcs };
    };
    const mapOf = async (file: ImageFile | undefined): Promise<Image | undefined> =>
      file && pixelsOf(beside(file, index, own, 'the weight map'));
    let measuredImage: Measured;
    try {
      measuredImage = measureImage({
        ...setup,
        detection: await skyImage(detection, hdu, measurement === undefined ? header : hdu.header),
        measurement: measurement && (await skyImage(measurement, own, header)),
        weights: [await mapOf(weights[0]), await mapOf(weights[1])],
        flags: await Promise.all(flags.map((file) => readFlags(beside(file, index, own, 'the flag image')))),
        extension: index + 1,
      });
    } finally {
      for (const image of held) image.free();
    }
    const hasExternalHeader = external[index] !== undefined;
    yield { measured: measuredImage, header, hasExternalHeader, hdu: own, number: index + 1 };
  }
}

/** Weight maps of the detection and of the measurement image, where WEIGHT_TYPE asks for some; one map serves both. */
async function openWeights(
  files: NamedFiles,
  { configuration: { WEIGHT_TYPE, WEIGHT_IMAGE } }: ExtractorSetup,
  { weights = [] }: SearchFiles,
): Promise<(ImageFile | undefined)[]> {
  const typeOf = (i: number) => WEIGHT_TYPE[i] ?? WEIGHT_TYPE[0] ?? 'NONE';
  const nameOf = (i: number) => weights[i] ?? weights[0] ?? WEIGHT_IMAGE[i] ?? WEIGHT_IMAGE[0];
  const open = (i: number) => {
    if (!typeOf(i).startsWith('MAP_')) return undefined;
    const name = nameOf(i);
    if (name !== undefined) return openImages(files, name);
    throw new DataError('MalformedConfig', `WEIGHT_TYPE ${typeOf(i)} needs a map: name it in WEIGHT_IMAGE`, {
      keyword: 'WEIGHT_IMAGE',
    });
  };
  const isSame = WEIGHT_TYPE.length < 2 && nameOf(0) === nameOf(1);
  return Promise.all([open(0), isSame ? undefined : open(1)]);
}

/** Headers that stand in a file beside the image, one of each of its images. */
async function readHeads(files: NamedFiles, name: string, suffix: string): Promise<Header[]> {
  if (suffix === '') return [];
  const text = await files.text(name.replace(/(\.[^./]*)?$/, suffix));
  return text === undefined ? [] : readExternalHeaders(text);
}

/** Bits and numbers, not measurements. Throws UnsupportedConfig for pixels of floats. */
async function readFlags(hdu: Hdu): Promise<Int32Array> {
  if (hdu.bitpix > 0) return Int32Array.from((await readImage(hdu)).data, Number);
  throw new DataError(
    'UnsupportedConfig',
    'A flag image has whole numbers, and this one has floats',
    whereIs(hdu),
  );
}
