import type { CompletenessParameters } from '../../shared/contracts/completeness.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { PositionId } from '../../shared/contracts/positions.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { sourceRegions } from '../../shared/core/catalogue/regions.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { LONGEST_VALUE, plainText } from '../../shared/core/text.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { type ZeroPoint, zeroPointOf } from '../../shared/core/units/zero-point.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import { observedOf } from '../../shared/run/observed.ts';
import { type ImagePlanes, type OpenImage, ruleOf, takenOf } from '../../shared/run/open-image.ts';
import { readWcs } from '../../shared/run/read-wcs.ts';
import type { Output } from '../../shared/run/task.ts';
import { drawResiduals, drawSources } from './draw-sources.ts';
import { gainOf, saturationOf } from './given-numbers.ts';
import { hduCompleteness } from './hdu-completeness.ts';
import { measuredAt, searched } from './hdu-contents.ts';
import { type HduFacts, hduComments, hduWarnings } from './hdu-notes.ts';
import { type PlacesWanted, placesInImage } from './hdu-sources.ts';
import { loadPlanes } from './load-planes.ts';
import { psfComments, psfWarnings } from './psf-notes.ts';
import { skySummary } from './sky-summary.ts';
import { type PositionErrors, positionErrors } from './write-sources.ts';

/** What was found in one HDU. Its pixels are held until they are freed. */
export interface FoundSources {
  catalogue: Catalogue;
  /** of given places */
  ids?: PositionId[];
  searched: SearchedHdu;
  warnings: string[];
  /** errors of the positions on the sky, arcsec */
  errors: PositionErrors;
  /** the same for DS9 */
  regions: string;
  /** how this HDU was measured, for the catalogue's header */
  comments: string[];
  /** The picture and its thumbnail. */
  draw(): Promise<Output[]>;
  free(): void;
}

/** How a picture of the sky is searched. */
export interface SearchOfHdu {
  readonly detection: DetectionParameters;
  /** stars are fitted by its PSF, too */
  readonly psf: boolean;
  /** artificial stars are put into it, too */
  readonly completeness?: CompletenessParameters | undefined;
  /** of the names of its files */
  readonly suffix: string;
  /** the given places in it, where it is measured and not searched */
  readonly placesIn?: PlacesWanted['placesIn'] | undefined;
}

/**
 * Searches one picture of the sky, or measures it at given places: pixels, sources, their places
 * and magnitudes.
 */
export async function searchHdu(
  opened: OpenImage,
  planes: ImagePlanes,
  item: Item,
  search: SearchOfHdu,
): Promise<FoundSources> {
  const hdu = await loadHdu(opened, planes, item, search.detection);
  const memory: Memory[] = [hdu.loaded];
  const free = () => {
    for (const one of memory.splice(0).reverse()) one.free();
  };
  try {
    const examined = await examineHdu(opened, hdu, item, search, memory);
    return { ...foundIn(examined, item, search), free };
  } catch (error) {
    free();
    throw error;
  }
}

/** What is held until it is freed. */
interface Memory {
  free(): void;
}

/** The pixels of an HDU, and what its keywords say of them. */
async function loadHdu(
  opened: OpenImage,
  planes: ImagePlanes,
  item: Item,
  detection: DetectionParameters,
) {
  const keywords = keywordsOf(planes.science.header, opened.hdus[0]?.header);
  const rule = await ruleOf(planes, keywords.value, detection.DQ_BITS);
  return {
    planes,
    keywords,
    rule,
    bits: detection.DQ_BITS,
    gain: gainOf(keywords, detection, hasErrors(planes)),
    saturation: saturationOf(keywords, detection),
    loaded: await loadPlanes(planes, rule, item.blank),
  };
}

type LoadedHdu = Awaited<ReturnType<typeof loadHdu>>;

/**
 * Finds the sources, or measures the places; puts artificial stars in where they are wanted. What
 * stars leave is added to `memory`.
 */
async function examineHdu(
  opened: OpenImage,
  hdu: LoadedHdu,
  { uri }: Item,
  { detection, psf, completeness: wanted, placesIn }: SearchOfHdu,
  memory: Memory[],
) {
  const { planes, keywords, rule, loaded } = hdu;
  const { science, quality } = planes;
  const reading = await readWcs(opened.file, science);
  const zeroPoint: ZeroPoint =
    detection.MAG_ZEROPOINT === null
      ? zeroPointOf(keywords, reading.wcs?.pixelScale, rule?.camera)
      : { magnitude: detection.MAG_ZEROPOINT, system: null, from: 'MAG_ZEROPOINT' };
  const noise = { gain: hdu.gain.value, rule, level: hdu.saturation.value };
  const places =
    placesIn && (await placesInImage(science, reading, loaded, { detection, placesIn }));
  const before = wanted && loaded.image.data.slice();
  const look = { detection, noise, psf };
  const contents = places ? await measuredAt(loaded, places, look) : await searched(loaded, look);
  const { sources, stars } = contents;
  if (stars) memory.push(stars.rests);
  const facts = { loaded, science, keywords, zeroPoint, noise, detection, uri };
  const artificial =
    wanted && before && sources
      ? await hduCompleteness({ ...facts, sources, before, wanted, model: stars?.model })
      : undefined;
  const taken = takenOf(opened, planes, { noise: loaded.errorFrom, quality }, rule);
  return { hdu, reading, zeroPoint, taken, contents, places, artificial };
}

/** What an HDU holds, for the catalogue, the record and the pictures. */
function foundIn(
  examined: Awaited<ReturnType<typeof examineHdu>>,
  item: Item,
  { psf, suffix }: SearchOfHdu,
): Omit<FoundSources, 'free'> {
  const { hdu, reading, zeroPoint, taken, contents, places, artificial } = examined;
  const { stars } = contents;
  const { science } = hdu.planes;
  const facts: HduFacts = { ...hdu, reading, zeroPoint, found: contents.sky, taken };
  const catalogue = contents.catalogueOf(facts);
  const pictures = {
    picture: keys.image(item.name, `sources${suffix}.png`),
    thumbnail: keys.image(item.name, `thumbnail${suffix}.webp`),
  };
  const said = {
    numbers: numbersOf(hdu.keywords, item, zeroPoint),
    observed: observedOf(hdu.keywords, item),
    ...(artificial?.completeness ? { completeness: artificial.completeness } : {}),
  };
  return {
    catalogue,
    ...(places ? { ids: places.map(({ id }) => id) } : {}),
    errors: positionErrors(catalogue, reading.wcs),
    regions: sourceRegions(catalogue, reading.wcs),
    warnings: [
      ...hduWarnings(facts),
      ...(psf ? psfWarnings(science, stars) : []),
      ...(artificial?.warnings ?? []),
    ],
    comments: [...hduComments(facts), ...psfComments(science, stars)],
    async draw() {
      const { picture, thumbnail } = await drawSources(hdu.loaded, catalogue);
      const outputs = [
        { key: pictures.picture, body: picture },
        { key: pictures.thumbnail, body: thumbnail },
      ];
      if (!stars) return outputs;
      const body = await drawResiduals(hdu.loaded, stars.rests);
      return [...outputs, { key: keys.image(item.name, `residuals${suffix}.png`), body }];
    },
    searched: searchedOf(facts, catalogue, said, pictures),
  };
}

/** What the record says of an HDU. */
function searchedOf(
  { planes: { science }, loaded: { image, maskedPixels }, reading, found, taken }: HduFacts,
  catalogue: Catalogue,
  said: Pick<SearchedHdu, 'numbers' | 'observed' | 'completeness'>,
  files: Pick<SearchedHdu, 'picture' | 'thumbnail'>,
): SearchedHdu {
  const { width, height } = image;
  return {
    hdu: science.index,
    extname: plainText(science.extname, LONGEST_VALUE) || null,
    extver: science.extver,
    width,
    height,
    maskedPixels,
    taken,
    ...said,
    sources: catalogue.rows,
    globalback: found.globalback,
    globalrms: found.globalrms,
    ...files,
    sky: reading.wcs ? skySummary(reading.wcs, width, height, catalogue) : null,
  };
}

/** Whether a plane gives the noise of each pixel, that of the sources included. */
function hasErrors({ noise: [first] }: ImagePlanes): boolean {
  return first !== undefined && first.kind !== 'weight';
}
