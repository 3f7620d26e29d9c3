import { consequenceOf } from '../../contracts/errors.ts';
import type { MapType } from '../../core/detection/error-map.ts';
import { DataError } from '../../core/errors.ts';
import type { Hdu } from '../../core/fits/hdu.ts';
import type { Header } from '../../core/fits/header.ts';
import type { NoiseKind } from '../../core/planes/roles.ts';
import { readExternalHeaders } from '../../core/source-extractor/external-header.ts';
import type { Configuration, KeywordName } from '../../core/source-extractor/keywords.ts';
import { asksFor, type ExtractorSetup } from '../../core/source-extractor/setup.ts';
import { StoreError } from '../../store/errors.ts';
import { type ImageFile, openImages } from './extensions.ts';
import type { NamedFiles } from './named-files.ts';

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
  /** numbers of the HDUs of both images that are searched; undefined: every image of the file */
  hdus?: readonly number[] | undefined;
  measurementHdus?: readonly number[] | undefined;
  /** what an image's own file, or one beside it, says of its pixels; undefined: nothing is asked */
  planes?: OwnPlanes | undefined;
  /** the same of the measurement image, where its own planes are to serve it */
  measurementPlanes?: OwnPlanes | undefined;
  /**
   * hears of an image that cannot be searched, and the others are; undefined: it ends the search
   */
  onFailure?: ((hdu: Hdu, error: DataError) => void) | undefined;
}

/** What an image's own file, or one beside it, says of the pixels of its image `index`. */
export interface OwnPlanes {
  /** the plane that serves as a weight map, where no map is named. Throws UnsupportedConfig */
  noise(type: MapType, index: number): Promise<{ hdu: Hdu; kind: NoiseKind }>;
  /** pixels that are no data: not 0; undefined: none is given */
  bad(index: number): Promise<Uint8Array | undefined>;
}

/** The files of a search, open. */
export interface OpenSearch {
  detection: ImageFile;
  measurement: ImageFile | undefined;
  /** the file in which sources are measured */
  measured: ImageFile;
  /** of the detection and of the measurement image; undefined: none is used */
  weights: readonly (WeightSource | undefined)[];
  flags: readonly ImageFile[];
  /** headers of a `.head` file, one of each image */
  external: readonly Header[];
}

/** Where a weight map comes from: a file of maps, or the planes of the image's own. */
export type WeightSource = { file: ImageFile } | { type: MapType; planes: OwnPlanes };

/** Opens the files of a search. Throws DataError, StoreError. */
export async function openSearch(
  files: NamedFiles,
  setup: ExtractorSetup,
  names: SearchFiles,
): Promise<OpenSearch> {
  const { configuration, columns } = setup;
  const detection = chosen(await openImages(files, names.detection), names.hdus);
  const measurement =
    names.measurement === undefined
      ? undefined
      : chosen(await openImages(files, names.measurement), names.measurementHdus);
  const measured = measurement ?? detection;
  const flagNames = names.flags ?? configuration.FLAG_IMAGE;
  return {
    detection,
    measurement,
    measured,
    weights: await openWeights(files, configuration, names),
    flags: asksFor(columns, 'flagImages')
      ? await Promise.all(
          flagNames.map((name) => openImages(files, name).catch(toldBy('FLAG_IMAGE', name))),
        )
      : [],
    external: await readHeads(files, measured.name, configuration.HEADER_SUFFIX[0] ?? ''),
  };
}

/** Says by which keyword a file is named that is not there, or cannot be read. */
const toldBy =
  (keyword: KeywordName, name: string) =>
  (error: unknown): never => {
    if (error instanceof DataError)
      throw new DataError(error.name, `${keyword} ${name}: ${error.message}`, error.where);
    if (!(error instanceof StoreError) || error.name !== 'NoSuchObject') throw error;
    throw new DataError(
      'MalformedConfig',
      `${keyword} ${name} is not there: check its name and the folder`,
      { keyword },
    );
  };

/** The images of a file that are to be searched. */
const chosen = (file: ImageFile, hdus: readonly number[] | undefined): ImageFile =>
  hdus === undefined
    ? file
    : { ...file, images: file.images.filter(({ index }) => hdus.includes(index)) };

/**
 * Weight maps of the detection and of the measurement image, where WEIGHT_TYPE asks for some; with
 * one type and one map both have it.
 */
async function openWeights(
  files: NamedFiles,
  { WEIGHT_TYPE, WEIGHT_IMAGE }: Configuration,
  { weights, planes, measurementPlanes }: SearchFiles,
): Promise<(WeightSource | undefined)[]> {
  const named = weights ?? (planes ? [] : WEIGHT_IMAGE);
  const open = async (i: number): Promise<WeightSource | undefined> => {
    const type = WEIGHT_TYPE[i] ?? WEIGHT_TYPE[0] ?? 'NONE';
    if (!isMap(type)) return undefined;
    const name = named[i] ?? named[0];
    const [first = 'NONE'] = WEIGHT_TYPE;
    if (named[1] === undefined && named.length > 0 && i === 1 && isMap(first) && first !== type)
      throw new DataError(
        'MalformedConfig',
        `WEIGHT_TYPE ${first},${type} needs two maps, and WEIGHT_IMAGE names one: name both`,
        { keyword: 'WEIGHT_IMAGE' },
      );
    if (name !== undefined)
      return { file: await openImages(files, name).catch(toldBy('WEIGHT_IMAGE', name)) };
    const own = i === 0 ? planes : (measurementPlanes ?? planes);
    if (own) return { type, planes: own };
    throw new DataError(
      'MalformedConfig',
      `WEIGHT_TYPE ${type} needs a map: name it in WEIGHT_IMAGE`,
      { keyword: 'WEIGHT_IMAGE' },
    );
  };
  const hasTwo =
    WEIGHT_TYPE.length > 1 ||
    (named[1] !== undefined && named[1] !== named[0]) ||
    (named.length === 0 && measurementPlanes !== undefined);
  return Promise.all([open(0), hasTwo ? open(1) : undefined]);
}

const isMap = (type: Configuration['WEIGHT_TYPE'][number]): type is MapType =>
  type !== 'NONE' && type !== 'BACKGROUND';

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
