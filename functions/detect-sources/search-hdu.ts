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
import type { PsfPhotometry } from './fit-psf.ts';
import { numberOrKeyword } from './given-numbers.ts';
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
 * Searches one picture of the sky, or measures it at given places: pixels, sources, their places and
 * magnitudes.
 */
export async function searchHdu(
  opened: OpenImage,
  planes: ImagePlanes,
  item: Item,
  { detection, psf, completeness: wanted, suffix, placesIn }: SearchOfHdu,
): Promise<FoundSources> {
  const { science } = planes;
  const keywords = keywordsOf(science.header, opened.hdus[0]?.header);
  const rule = await ruleOf(planes, keywords.value, detection.DQ_BITS);
  const gain = numberOrKeyword(keywords, detection.GAIN_KEY, detection.GAIN);
  const saturation = numberOrKeyword(
    keywords,
    detection.SATUR_KEY,
    detection.SATUR_LEVEL ?? Infinity,
  );

  const loaded = await loadPlanes(planes, rule, item.blank);
  let stars: PsfPhotometry | undefined;
  const free = () => {
    stars?.rests.free();
    loaded.free();
  };
  try {
    const reading = await readWcs(opened.file, science);
    const zeroPoint: ZeroPoint =
      detection.MAG_ZEROPOINT === null
        ? zeroPointOf(keywords, reading.wcs?.pixelScale, rule?.camera)
        : { magnitude: detection.MAG_ZEROPOINT, system: null, from: 'MAG_ZEROPOINT' };
    const noise = { gain: gain.value, rule, level: saturation.value };
    const places =
      placesIn && (await placesInImage(science, reading, loaded, { detection, placesIn }));
    const before = wanted && loaded.image.data.slice();
    const look = { detection, noise, psf };
    const contents = places ? await measuredAt(loaded, places, look) : await searched(loaded, look);
    const { sources, sky: found } = contents;
    stars = contents.stars;
    const artificial =
      wanted && before && sources
        ? await hduCompleteness({
            ...{ loaded, before, sources, science, keywords, zeroPoint, noise, detection, wanted },
            uri: item.uri,
          })
        : undefined;
    const taken = takenOf(
      opened,
      planes,
      { noise: loaded.errorFrom, quality: planes.quality },
      rule,
    );
    const facts: HduFacts = {
      planes,
      loaded,
      rule,
      gain,
      saturation,
      reading,
      zeroPoint,
      found,
      taken,
    };
    const catalogue = contents.catalogueOf(facts);
    const files = {
      picture: keys.image(item.name, `sources${suffix}.png`),
      thumbnail: keys.image(item.name, `thumbnail${suffix}.webp`),
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
        const { picture, thumbnail } = await drawSources(loaded, catalogue);
        const outputs = [
          { key: files.picture, body: picture },
          { key: files.thumbnail, body: thumbnail },
        ];
        if (!stars) return outputs;
        const body = await drawResiduals(loaded, stars.rests);
        return [...outputs, { key: keys.image(item.name, `residuals${suffix}.png`), body }];
      },
      free,
      searched: searchedOf(
        facts,
        catalogue,
        {
          numbers: numbersOf(keywords, item, zeroPoint),
          observed: observedOf(keywords, item),
          ...(artificial?.completeness ? { completeness: artificial.completeness } : {}),
        },
        files,
      ),
    };
  } catch (error) {
    free();
    throw error;
  }
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
