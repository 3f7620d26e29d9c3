import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { sourceRegions } from '../../shared/core/catalogue/regions.ts';
import { fillCatalogue, joinCatalogues } from '../../shared/core/catalogue/rows.ts';
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
import { fitPsf, type PsfPhotometry } from './fit-psf.ts';
import { flagSaturated } from './flag-saturated.ts';
import { givenBy } from './given-numbers.ts';
import { type HduFacts, hduComments, hduWarnings } from './hdu-notes.ts';
import { loadPlanes } from './load-planes.ts';
import { magnitudeError, magnitudeOf, systemCode } from './magnitudes.ts';
import { type MeasuredSources, measure } from './measure.ts';
import { withPsfColumns } from './psf-columns.ts';
import { psfComments, psfWarnings } from './psf-notes.ts';
import { skySummary } from './sky-summary.ts';
import { spoiltPixels } from './spoilt-pixels.ts';
import { type PositionErrors, positionErrors } from './write-sources.ts';

/** What was found in one HDU. Its pixels are held until they are freed. */
export interface FoundSources {
  catalogue: Catalogue;
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

/** How an image is searched; `psf`: stars are fitted by its PSF, too. */
export interface SearchParameters {
  readonly detection: DetectionParameters;
  readonly psf: boolean;
}

/**
 * Search one picture of the sky: pixels, sources, their places and magnitudes. `suffix`: of the
 * names of its files.
 */
export async function searchHdu(
  opened: OpenImage,
  planes: ImagePlanes,
  item: Item,
  parameters: SearchParameters,
  suffix: string,
): Promise<FoundSources> {
  const { science } = planes;
  const { detection } = parameters;
  const keywords = keywordsOf(science.header, opened.hdus[0]?.header);
  const rule = await ruleOf(planes, keywords.value, detection.DQ_BITS);
  const gain = givenBy(keywords, detection.GAIN_KEY, detection.GAIN);
  const saturation = givenBy(keywords, detection.SATUR_KEY, detection.SATUR_LEVEL ?? Infinity);

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
    const found = await measure(loaded, detection, gain.value);
    flagSaturated(found, loaded, rule, saturation.value);
    if (parameters.psf)
      stars = await fitPsf(loaded, found, detection, {
        gain: gain.value,
        mask: spoiltPixels(loaded, found, rule, saturation.value),
      });
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
    const catalogue = parameters.psf ? starCatalogue(facts, stars) : catalogueOf(facts, found);
    const files = {
      picture: keys.image(item.name, `sources${suffix}.png`),
      thumbnail: keys.image(item.name, `thumbnail${suffix}.webp`),
    };
    return {
      catalogue,
      errors: positionErrors(catalogue, reading.wcs),
      regions: sourceRegions(catalogue, reading.wcs),
      warnings: [...hduWarnings(facts), ...(parameters.psf ? psfWarnings(science, stars) : [])],
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
      searched: searchedHdu(
        facts,
        catalogue,
        {
          numbers: numbersOf(keywords, item, zeroPoint),
          observed: observedOf(keywords, item),
        },
        files,
      ),
    };
  } catch (error) {
    free();
    throw error;
  }
}

/** The sources that were measured, with their places on the sky and their magnitudes. */
function catalogueOf(
  { planes: { science }, reading, zeroPoint }: HduFacts,
  found: MeasuredSources,
): Catalogue {
  const { objects, ...measured } = found;
  const { x, y } = objects;
  const rows = x.length;
  const ra = new Float64Array(rows).fill(Number.NaN);
  const dec = new Float64Array(rows).fill(Number.NaN);
  reading.wcs?.pixelsToIcrs(x, y, ra, dec);
  return fillCatalogue(rows, {
    ...objects,
    ...measured,
    xpeak: objects.xcpeak,
    ypeak: objects.ycpeak,
    ra,
    dec,
    number: new Int32Array(rows).map((_, i) => i + 1),
    hdu: new Int32Array(rows).fill(science.index),
    extver: new Int32Array(rows).fill(science.extver),
    mag_auto: found.flux_auto.map((flux) => magnitudeOf(flux, zeroPoint)),
    mag_system: new Int16Array(rows).fill(systemCode(zeroPoint)),
    magerr_auto: found.fluxerr_auto.map((error, i) =>
      magnitudeError(found.flux_auto[i]!, error, zeroPoint),
    ),
  });
}

/** The sources of all searches, as their stars were fitted. */
function starCatalogue(facts: HduFacts, stars: PsfPhotometry | undefined): Catalogue {
  const searches = [facts.found, ...(stars?.later ?? [])];
  const catalogue = joinCatalogues(searches.map((found) => catalogueOf(facts, found)));
  for (let row = 0; row < catalogue.rows; row++) catalogue.number[row] = row + 1;
  return withPsfColumns(catalogue, stars);
}

/** What the record says of an HDU. */
function searchedHdu(
  { planes: { science }, loaded: { image, maskedPixels }, reading, found, taken }: HduFacts,
  catalogue: Catalogue,
  said: Pick<SearchedHdu, 'numbers' | 'observed'>,
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
