import { keys } from '../../shared/contracts/keys.ts';
import { type CompanionFile, type Item, withoutHdu } from '../../shared/contracts/lists.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { sourceRegions } from '../../shared/core/catalogue/regions.ts';
import type { DataError } from '../../shared/core/errors.ts';
import { splitHdu } from '../../shared/core/fits/hdu-address.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import { isNoise } from '../../shared/core/planes/roles.ts';
import {
  columnsNamed,
  type ExtractorParameters,
} from '../../shared/core/source-extractor/extractor-parameters.ts';
import type { ExtractorSetup } from '../../shared/core/source-extractor/setup.ts';
import { LONGEST_VALUE, plainText } from '../../shared/core/text.ts';
import { withCompanions } from '../../shared/run/companions.ts';
import { type NamedFiles, namedFiles } from '../../shared/run/extractor/named-files.ts';
import type { SearchFiles } from '../../shared/run/extractor/open-search.ts';
import { type SearchedImage, searchFile } from '../../shared/run/extractor/search-file.ts';
import { headOf } from '../../shared/run/head.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import { observedOf } from '../../shared/run/observed.ts';
import { imageOf, type OpenImage, takenOf } from '../../shared/run/open-image.ts';
import type { Output } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { drawSources } from './draw-sources.ts';
import { hduSuffix } from './hdu-suffix.ts';
import { ownCatalogue, withOwnColumns } from './own-columns.ts';
import { skySummary } from './sky-summary.ts';
import { UsedPlanes, unreadWeights, usedCompanions } from './used-planes.ts';
import { type PositionErrors, positionErrors } from './write-sources.ts';

/** One searched picture of the sky with what is made of it. */
export interface ConfiguredSources {
  catalogue: Catalogue;
  searched: SearchedHdu;
  warnings: string[];
  comments: string[];
  image: SearchedImage;
  errors(): PositionErrors;
  regions(): string;
  /** The picture and its thumbnail: until the next image is asked for. */
  draw(): Promise<Output[]>;
}

/**
 * Searches the pictures of the sky in an image by a Source Extractor configuration: which HDUs are
 * pictures, and which planes are their weights where the configuration and the list name none, is
 * Starfan's choice. `bits` or a mask that the list names make the data quality count. A picture
 * that cannot be searched is left out, and `note` hears why; the last failure is thrown where none
 * can. Throws DataError, StoreError.
 */
export async function* searchConfigured(
  store: Store,
  heads: readonly (Head | undefined)[],
  item: Item,
  { extractor, bits, note }: ConfiguredSearch,
): AsyncGenerator<ConfiguredSources> {
  const open = async (uri: string) => {
    const head = heads.find((one) => one?.url === uri) ?? (await headOf(store, uri));
    return { head, source: await imageSource(store, head) };
  };
  const files = namedFiles(store, withoutHdu, async (url) => (await open(url)).source);
  const { companions, uses } = usedCompanions(item, extractor, bits);
  for (const text of unreadWeights({ ...item, companions }, extractor, uses)) note(text);
  const own = await imageOf(await files.fits(item.uri), item.hdu);
  const opened = await withCompanions(own, { ...item, companions }, open, uses);
  for (const text of opened.notes) note(text);
  const planes = new UsedPlanes(opened, bits, uses('bits'));
  const asked = columnsNamed(extractor.columns);
  const setup: ExtractorSetup = { ...extractor, columns: withOwnColumns(asked), asked };
  const named = companions.find(({ isFound, kind }) => !isFound && isNoise(kind));
  const failures: DataError[] = [];
  let searched = 0;
  const search = searchFile(files, setup, {
    detection: item.uri,
    blank: item.blank,
    hdus: indicesOf(opened),
    ...(item.measure === undefined ? {} : await measurementOf(item.measure, files)),
    ...(item.measureWeight !== undefined
      ? { weights: [named && addressOf(named), item.measureWeight] }
      : extractor.weights.length > 0 && named === undefined
        ? { weights: extractor.weights }
        : {}),
    flags: item.flags ?? extractor.flags,
    planes,
    onFailure: (hdu, error) => {
      failures.push(error);
      note(`${hduName(hdu)} is left out: ${error.message}`);
    },
  });
  for await (const image of search) {
    searched++;
    yield describe(opened, planes, image, item, setup);
  }
  const last = failures.at(-1);
  if (searched === 0 && last !== undefined) throw last;
}

/** How images are searched, and who hears what is worth a word. */
export interface ConfiguredSearch {
  extractor: ExtractorParameters;
  /** of the data quality those that say nothing against a pixel; null: nobody said */
  bits: string | null;
  note(text: string): void;
}

const indicesOf = ({ planes }: OpenImage): number[] => planes.map(({ science }) => science.index);

/**
 * The second image, which HDUs of it are pictures of the sky, and their planes where each has some.
 */
async function measurementOf(
  address: string,
  files: NamedFiles,
): Promise<Pick<SearchFiles, 'measurement' | 'measurementHdus' | 'measurementPlanes'>> {
  const { file, hdu } = splitHdu(address);
  const asked = hdu !== undefined && /^\d+$/.test(hdu) ? Number(hdu) : hdu;
  const opened = await imageOf(await files.fits(file), asked);
  const hasPlanes = opened.planes.every(({ noise }) => noise.length > 0);
  return {
    measurement: file,
    measurementHdus: indicesOf(opened),
    measurementPlanes: hasPlanes ? new UsedPlanes(opened, null, false) : undefined,
  };
}

const addressOf = ({ uri, hdu }: CompanionFile): string =>
  hdu === undefined ? uri : `${uri}[${hdu}]`;

function describe(
  opened: OpenImage,
  used: UsedPlanes,
  image: SearchedImage,
  item: Item,
  { configuration }: ExtractorSetup,
): ConfiguredSources {
  const { measured, hdu, keywords, wcs: reading, number, pixels, maskedPixels } = image;
  const { noise, quality, rule } = used.of(number - 1);
  const { facts } = measured.catalogue;
  const [magnitude = 0] = configuration.MAG_ZEROPOINT;
  const catalogue = ownCatalogue(measured.catalogue, hdu, magnitude, reading.wcs);
  const name = hduName(hdu);
  const planes = opened.planes[number - 1]!;
  const suffix = hduSuffix(number);
  const pictureKey = keys.image(item.name, `sources${suffix}.png`);
  const thumbnailKey = keys.image(item.name, `thumbnail${suffix}.webp`);
  const zeroPoint = { magnitude, system: null, from: 'MAG_ZEROPOINT' } as const;
  return {
    catalogue,
    errors: () => positionErrors(catalogue, reading.wcs),
    regions: () => sourceRegions(catalogue, reading.wcs),
    async draw() {
      const drawn = await drawSources({ image: pixels, mask: undefined }, catalogue);
      return [
        { key: pictureKey, body: drawn.picture },
        { key: thumbnailKey, body: drawn.thumbnail },
      ];
    },
    warnings: [
      ...(reading.wcs ? [] : [`${name}: ra and dec are null: ${reading.because}`]),
      ...measured.warnings.map((text) => `${name}: ${text}`),
    ],
    comments: [
      `${name}: background ${facts.background}, rms ${facts.rms}`,
      `${name}: zero point ${magnitude.toFixed(4)} (as given) from MAG_ZEROPOINT`,
    ],
    image,
    searched: {
      hdu: hdu.index,
      extname: plainText(hdu.extname, LONGEST_VALUE) || null,
      extver: hdu.extver,
      width: facts.width,
      height: facts.height,
      maskedPixels,
      taken: takenOf(opened, planes, { noise, quality }, rule),
      numbers: numbersOf(keywords, item, zeroPoint),
      observed: observedOf(keywords, item),
      sources: measured.catalogue.rows,
      globalback: facts.background,
      globalrms: facts.rms,
      picture: pictureKey,
      thumbnail: thumbnailKey,
      sky: reading.wcs ? skySummary(reading.wcs, facts.width, facts.height, catalogue) : null,
    },
  };
}
