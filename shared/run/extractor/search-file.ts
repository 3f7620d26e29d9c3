import { consequenceOf } from '../../contracts/errors.ts';
import { DataError } from '../../core/errors.ts';
import { blankValue } from '../../core/fits/blanks.ts';
import { type Hdu, whereIs } from '../../core/fits/hdu.ts';
import type { Header } from '../../core/fits/header.ts';
import { readImage } from '../../core/fits/image.ts';
import { asUnsigned } from '../../core/fits/unsigned.ts';
import { overlaid, readExternalHeaders } from '../../core/source-extractor/external-header.ts';
import type { Configuration } from '../../core/source-extractor/keywords.ts';
import { asksFor, type ExtractorSetup } from '../../core/source-extractor/setup.ts';
import { keywordsOf } from '../../core/units/keywords.ts';
import { type Measured, measureImage } from '../../source-extractor/measure-image.ts';
import type { Image, SkyImage } from '../../source-extractor/sky-image.ts';
import { readWcs, type WcsReading } from '../read-wcs.ts';
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
  /** the value of pixels that are no data */
  blank?: number | undefined;
  /** numbers of the HDUs that are searched; undefined: every image of the file */
  hdus?: readonly number[] | undefined;
  /** the map of a kind that an image's own file holds, where no other is named */
  ownWeights?: ((type: WeightType, index: number) => Promise<Hdu | undefined>) | undefined;
}

/** A value of WEIGHT_TYPE. */
export type WeightType = Configuration['WEIGHT_TYPE'][number];

/** One image of the file, searched. */
export interface SearchedImage {
  measured: Measured;
  /** of the measurement image's HDU */
  header: Header;
  hasExternalHeader: boolean;
  hdu: Hdu;
  wcs: WcsReading;
  /** of the detection image, as the search leaves them: until the next image is asked for */
  pixels: Image;
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
  const detection = chosen(await openImages(files, names.detection), names.hdus);
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
    const hdu =
      measurement === undefined ? own : beside(detection, index, own, 'the detection image');
    const header =
      external[index] === undefined ? own.header : overlaid(own.header, external[index]);
    const held: Image[] = [];
    const pixelsOf = async (of: Hdu): Promise<Image> => {
      const image = await readPixels(of);
      held.push(image);
      return image;
    };
    const skyImage = async (
      file: ImageFile,
      of: Hdu,
      head: Header,
      { wcs }: WcsReading,
    ): Promise<SkyImage> => {
      const image = await pixelsOf(of);
      if (configuration.FITS_UNSIGNED[0]) asUnsigned(of, image.data);
      if (names.blank !== undefined) blankValue(image.data, names.blank);
      const primary = (await file.file.hdus())[0]?.header;
      return { image, header: head, keywords: keywordsOf(head, primary), wcs };
    };
    const mapOf = async (which: 0 | 1): Promise<Image | undefined> => {
      const source = weights[which];
      if (source === undefined) return undefined;
      const map =
        'images' in source
          ? beside(source, index, own, 'the weight map')
          : await names.ownWeights?.(source.type, index);
      return map && pixelsOf(map);
    };
    try {
      const wcs = await readWcs(measured.file, { ...own, header });
      const detectionHead = measurement === undefined ? header : hdu.header;
      const detectionWcs = measurement === undefined ? wcs : await readWcs(detection.file, hdu);
      const image = await skyImage(detection, hdu, detectionHead, detectionWcs);
      const measuredImage = measureImage({
        ...setup,
        detection: image,
        measurement: measurement && (await skyImage(measurement, own, header, wcs)),
        weights: [await mapOf(0), await mapOf(1)],
        flags: await Promise.all(
          flags.map((file) => readFlags(beside(file, index, own, 'the flag image'))),
        ),
        extension: index + 1,
      });
      const hasExternalHeader = external[index] !== undefined;
      const found = {
        measured: measuredImage,
        header,
        hasExternalHeader,
        hdu: own,
        number: index + 1,
      };
      yield { ...found, wcs: detectionWcs, pixels: image.image };
    } finally {
      for (const image of held) image.free();
    }
  }
}

/** The images of a file that are to be searched. */
const chosen = (file: ImageFile, hdus: readonly number[] | undefined): ImageFile =>
  hdus === undefined
    ? file
    : { ...file, images: file.images.filter(({ index }) => hdus.includes(index)) };

/** Where a weight map comes from: a file of maps, or the image's own file. */
type WeightSource = ImageFile | { type: WeightType };

/**
 * Weight maps of the detection and of the measurement image, where WEIGHT_TYPE asks for some; with
 * one type and one map both have it.
 */
async function openWeights(
  files: NamedFiles,
  { configuration: { WEIGHT_TYPE, WEIGHT_IMAGE } }: ExtractorSetup,
  { weights, ownWeights }: SearchFiles,
): Promise<(WeightSource | undefined)[]> {
  const typeOf = (i: number): WeightType => WEIGHT_TYPE[i] ?? WEIGHT_TYPE[0] ?? 'NONE';
  const named = weights ?? (ownWeights ? [] : WEIGHT_IMAGE);
  const open = async (i: number): Promise<WeightSource | undefined> => {
    const type = typeOf(i);
    if (!type.startsWith('MAP_')) return undefined;
    const name = named[i] ?? named[0];
    if (name !== undefined) return openImages(files, name);
    if (ownWeights) return { type };
    throw new DataError(
      'MalformedConfig',
      `WEIGHT_TYPE ${type} needs a map: name it in WEIGHT_IMAGE`,
      {
        keyword: 'WEIGHT_IMAGE',
      },
    );
  };
  const hasTwo = WEIGHT_TYPE.length > 1 || (named[1] !== undefined && named[1] !== named[0]);
  return Promise.all([open(0), hasTwo ? open(1) : undefined]);
}

/** Headers that stand in a file beside the image, one of each of its images. */
async function readHeads(files: NamedFiles, name: string, suffix: string): Promise<Header[]> {
  if (suffix === '') return [];
  // S3 refuses a key that is not there to whoever may not list
  const text = await files.text(name.replace(/(\.[^./]*)?$/, suffix)).catch((error) => {
    if (consequenceOf(error) === 'item') return undefined;
    throw error;
  });
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
