import { keys } from '../../shared/contracts/keys.ts';
import { type Item, withoutHdu } from '../../shared/contracts/lists.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { sourceRegions } from '../../shared/core/catalogue/regions.ts';
import { DataError } from '../../shared/core/errors.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import {
  columnsNamed,
  type ExtractorParameters,
} from '../../shared/core/source-extractor/extractor-parameters.ts';
import type { ExtractorSetup } from '../../shared/core/source-extractor/setup.ts';
import { LONGEST_VALUE, plainText } from '../../shared/core/text.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { withCompanions } from '../../shared/run/companions.ts';
import { namedFiles } from '../../shared/run/extractor/named-files.ts';
import {
  type SearchedImage,
  searchFile,
  type WeightType,
} from '../../shared/run/extractor/search-file.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import {
  type ImagePlanes,
  type OpenImage,
  openImage,
  takenOf,
} from '../../shared/run/open-image.ts';
import { headOf, type Output } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { drawSources } from './draw-sources.ts';
import { ownCatalogue, withOwnColumns } from './own-columns.ts';
import { skySummary } from './sky-summary.ts';

/** One searched picture of the sky with what is made of it. */
export interface ConfiguredSources {
  catalogue: Catalogue;
  searched: SearchedHdu;
  regions: string;
  warnings: string[];
  comments: string[];
  pictures: Output[];
  image: SearchedImage;
}

/**
 * Searches the pictures of the sky in an image by a Source Extractor configuration: which HDUs are
 * pictures, and which planes are their weights where the configuration and the list name none, is
 * Starfan's choice. Throws DataError, StoreError.
 */
export async function* searchConfigured(
  store: Store,
  heads: readonly (Head | undefined)[],
  item: Item,
  extractor: ExtractorParameters,
): AsyncGenerator<ConfiguredSources> {
  const open = async (uri: string) => {
    const head = heads.find((one) => one?.url === uri) ?? (await headOf(store, uri));
    return { head, source: await imageSource(store, head) };
  };
  const wanted = extractor.configuration.WEIGHT_TYPE.flatMap((type) => planeKinds[type] ?? []);
  const own = await openImage((await open(item.uri)).source, item.hdu);
  const opened = await withCompanions(own, item, open, (kind) => wanted.includes(kind));
  const setup: ExtractorSetup = {
    ...extractor,
    columns: withOwnColumns(columnsNamed(extractor.columns)),
  };
  const isListed = item.measureWeight !== undefined;
  const weight = item.companions?.find(
    ({ isFound, kind }) => !isFound && (kind === 'weight' || kind === 'error'),
  )?.uri;
  const search = searchFile(namedFiles(store, withoutHdu), setup, {
    detection: item.uri,
    blank: item.blank,
    measurement: item.measure,
    hdus: opened.planes.map(({ science }) => science.index),
    ...(isListed
      ? { weights: [weight, item.measureWeight] }
      : extractor.weights.length > 0
        ? { weights: extractor.weights }
        : {}),
    flags: item.flags ?? extractor.flags,
    ownWeights: (type, index) => ownWeights(opened.planes[index], type),
  });
  for await (const image of search) yield describe(opened, image, item, setup);
}

/** What a plane must be to serve as a map of each kind. */
const planeKinds: Partial<Record<WeightType, readonly string[]>> = {
  MAP_RMS: ['error'],
  MAP_VAR: ['variance'],
  MAP_WEIGHT: ['weight', 'inverse variance'],
};

/**
 * The plane of an image's own file, or of one beside it, that is a map of a kind. Throws
 * UnsupportedConfig where there is none.
 */
async function ownWeights(
  planes: ImagePlanes | undefined,
  type: WeightType,
): Promise<Hdu | undefined> {
  const plane = planes?.noise.find(({ kind }) => planeKinds[type]?.includes(kind));
  if (planes && plane) return planes.hduOf(plane);
  throw new DataError(
    'UnsupportedConfig',
    `WEIGHT_TYPE ${type} needs a map, and there is none in the file or beside it: name it in WEIGHT_IMAGE or in the list's column weight, or write WEIGHT_TYPE NONE`,
  );
}

async function describe(
  opened: OpenImage,
  image: SearchedImage,
  item: Item,
  { configuration }: ExtractorSetup,
): Promise<ConfiguredSources> {
  const { measured, hdu, wcs: reading, number, pixels } = image;
  const { facts } = measured.catalogue;
  const [magnitude = 0] = configuration.MAG_ZEROPOINT;
  const catalogue = ownCatalogue(measured.catalogue, hdu, magnitude, reading.wcs);
  const name = hduName(hdu);
  const planes = opened.planes[number - 1]!;
  const suffix = number === 1 ? '' : `-${number}`;
  const pictureKey = keys.image(item.name, `sources${suffix}.png`);
  const thumbnailKey = keys.image(item.name, `thumbnail${suffix}.webp`);
  const { picture, thumbnail } = await drawSources({ image: pixels, mask: undefined }, catalogue);
  const zeroPoint = { magnitude, system: null, from: 'MAG_ZEROPOINT' } as const;
  return {
    catalogue,
    regions: sourceRegions(catalogue, reading.wcs),
    warnings: [
      ...(reading.wcs ? [] : [`${name}: ra and dec are null: ${reading.because}`]),
      ...measured.warnings.map((text) => `${name}: ${text}`),
    ],
    comments: [
      `${name}: background ${facts.background}, rms ${facts.rms}`,
      `${name}: zero point ${magnitude.toFixed(4)} (as given) from MAG_ZEROPOINT`,
    ],
    pictures: [
      { key: pictureKey, body: picture },
      { key: thumbnailKey, body: thumbnail },
    ],
    image,
    searched: {
      hdu: hdu.index,
      extname: plainText(hdu.extname, LONGEST_VALUE) || null,
      extver: hdu.extver,
      width: facts.width,
      height: facts.height,
      maskedPixels: 0,
      taken: takenOf(opened, planes, { noise: undefined, quality: undefined }, undefined),
      numbers: numbersOf(keywordsOf(hdu.header, opened.hdus[0]?.header), item, zeroPoint),
      sources: measured.catalogue.rows,
      globalback: facts.background,
      globalrms: facts.rms,
      picture: pictureKey,
      thumbnail: thumbnailKey,
      sky: reading.wcs ? skySummary(reading.wcs, facts.width, facts.height, catalogue) : null,
    },
  };
}
