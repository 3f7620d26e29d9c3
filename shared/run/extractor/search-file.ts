import { noiseToMap } from '../../core/detection/error-map.ts';
import { DataError } from '../../core/errors.ts';
import { blankMasked, blankValue } from '../../core/fits/blanks.ts';
import { type Hdu, whereIs } from '../../core/fits/hdu.ts';
import type { Header } from '../../core/fits/header.ts';
import { readImage } from '../../core/fits/image.ts';
import { whyNoValues } from '../../core/fits/no-values.ts';
import { asUnsigned } from '../../core/fits/unsigned.ts';
import { overlaid } from '../../core/source-extractor/external-header.ts';
import type { ExtractorSetup } from '../../core/source-extractor/setup.ts';
import { type Keywords, keywordsOf } from '../../core/units/keywords.ts';
import {
  type Measured,
  type MeasureInput,
  measureImage,
} from '../../source-extractor/measure-image.ts';
import type { Image, SkyImage } from '../../source-extractor/sky-image.ts';
import { readPixels } from '../read-pixels.ts';
import { readWcs, type WcsReading } from '../read-wcs.ts';
import { cellMemory } from './cell-memory.ts';
import { beside, furtherAxes, type ImageFile } from './extensions.ts';
import type { NamedFiles } from './named-files.ts';
import { type OpenSearch, openSearch, type SearchFiles } from './open-search.ts';

/** One image of the file, searched. */
export interface SearchedImage {
  measured: Measured;
  /** of the measurement image's HDU */
  header: Header;
  hasExternalHeader: boolean;
  /** of the same, the file's primary header behind it */
  keywords: Keywords;
  hdu: Hdu;
  wcs: WcsReading;
  /** of the detection image, as the search leaves them: until the next image is asked for */
  pixels: Image;
  /** of them those that are no data; counted where `planes` are asked */
  maskedPixels: number;
  /** EXT_NUMBER */
  number: number;
  /** no image comes after this one */
  isLast: boolean;
}

/**
 * Searches the images of a file one after the other. Throws DataError, StoreError, OutOfMemory.
 */
export async function* searchFile(
  files: NamedFiles,
  setup: ExtractorSetup,
  names: SearchFiles,
): AsyncGenerator<SearchedImage> {
  const opened = await openSearch(files, setup, names);
  const asked = { ...setup, needCells: cellMemory() };
  for (const [index, own] of opened.measured.images.entries()) {
    const loaded: Image[] = [];
    try {
      yield await searchOne(opened, asked, names, index, (image) => {
        loaded.push(image);
        return image;
      });
    } catch (error) {
      if (!(error instanceof DataError) || names.onFailure === undefined) throw error;
      names.onFailure(own, error);
    } finally {
      for (const image of loaded) image.free();
    }
  }
}

/** Searches image `index`; what is held must live as long as its pixels are looked at. */
async function searchOne(
  opened: OpenSearch,
  setup: ExtractorSetup & Pick<MeasureInput, 'needCells'>,
  names: SearchFiles,
  index: number,
  hold: (image: Image) => Image,
): Promise<SearchedImage> {
  const { detection, measurement, measured, external } = opened;
  const own = measured.images[index]!;
  const head = external[index];
  const header = head === undefined ? own.header : overlaid(own.header, head);
  const hdu =
    measurement === undefined ? own : beside(detection, index, own, 'the detection image');
  const wcs = await readWcs(measured.file, { ...own, header });
  const detectionWcs = measurement === undefined ? wcs : await readWcs(detection.file, hdu);
  const skyImage = async (
    { file }: ImageFile,
    pixels: Hdu,
    header: Header,
    { wcs }: WcsReading,
  ): Promise<SkyImage> => {
    const image = hold(await readPixels(pixels));
    blankPixels(image, pixels, setup, names);
    const primary = (await file.hdus())[0]?.header;
    return { image, header, keywords: keywordsOf(header, primary), wcs };
  };
  const detectionHeader = measurement === undefined ? header : hdu.header;
  const image = await skyImage(detection, hdu, detectionHeader, detectionWcs);
  const { bad, maskedPixels } = await maskBad(image.image, names, hdu, index);
  const second = measurement && (await skyImage(measurement, own, header, wcs));
  const input = {
    ...setup,
    detection: image,
    masked: bad,
    measurement: second,
    ...(await readMaps(opened, own, index, hold)),
    extension: index + 1,
  };
  const found = measureImage(input);
  return {
    measured: { ...found, warnings: [...furtherAxes(hdu), ...found.warnings] },
    header,
    hasExternalHeader: head !== undefined,
    keywords: (second ?? image).keywords,
    hdu: own,
    number: index + 1,
    isLast: index + 1 === measured.images.length,
    wcs: detectionWcs,
    pixels: image.image,
    maskedPixels,
  };
}

/** Pixels as FITS_UNSIGNED wants them; NaN where they are blank. */
function blankPixels(
  { data }: Image,
  hdu: Hdu,
  { configuration }: ExtractorSetup,
  { blank }: SearchFiles,
): void {
  if (configuration.FITS_UNSIGNED[0] ?? false) asUnsigned(hdu, data);
  if (blank !== undefined) blankValue(data, blank);
}

/** Blanks what the data quality of image `index` calls bad. Throws NoGoodPixels. */
async function maskBad(image: Image, { planes, onFailure }: SearchFiles, hdu: Hdu, index: number) {
  const bad = await planes?.bad(index);
  if (bad) blankMasked(image.data, bad);
  const maskedPixels = planes ? image.countBad() : 0;
  // Source Extractor goes on without a source: a mosaic with a dead chip is no failure there
  if (onFailure !== undefined && maskedPixels === image.data.length) {
    const otherwise = `Every pixel is NaN${bad ? ', or bad by the data quality' : ''}`;
    const { words, where } = whyNoValues(hdu, image.data, otherwise);
    throw new DataError('NoGoodPixels', words, where);
  }
  return { bad, maskedPixels };
}

/** The weight maps and the flag images beside image `index`. */
async function readMaps(
  { weights, flags }: OpenSearch,
  own: Hdu,
  index: number,
  hold: (image: Image) => Image,
) {
  const mapOf = async (source: OpenSearch['weights'][number]): Promise<Image | undefined> => {
    if (source === undefined) return undefined;
    if ('file' in source)
      return hold(await readPixels(beside(source.file, index, own, 'the weight map')));
    const plane = await source.planes.noise(source.type, index);
    const map = hold(await readPixels(plane.hdu));
    noiseToMap(map.data, plane.kind, source.type);
    return map;
  };
  return {
    weights: [await mapOf(weights[0]), await mapOf(weights[1])] as const,
    flags: await Promise.all(
      flags.map((file) => readFlags(beside(file, index, own, 'the flag image'), file.name)),
    ),
  };
}

/**
 * Bits and numbers, not measurements: 16 bits without a sign, as SExtractor takes them. Throws
 * UnsupportedConfig for pixels of floats.
 */
async function readFlags(hdu: Hdu, name: string): Promise<Int32Array> {
  if (hdu.bitpix > 0) {
    const flags = Int32Array.from((await readImage(hdu)).data, Number);
    return hdu.bitpix === 16 ? flags.map((flag) => flag & 0xffff) : flags;
  }
  throw new DataError(
    'UnsupportedConfig',
    `FLAG_IMAGE ${name} has floats, and flags are whole numbers`,
    whereIs(hdu),
  );
}
