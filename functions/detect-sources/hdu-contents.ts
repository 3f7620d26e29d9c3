import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { fittedCentres } from '../../shared/core/catalogue/fitted-centres.ts';
import { joinCatalogues } from '../../shared/core/catalogue/rows.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { fitPlaces } from './fit-places.ts';
import { fitPsf } from './fit-psf.ts';
import { flagSaturated } from './flag-saturated.ts';
import type { HduFacts } from './hdu-notes.ts';
import { foundColumns, hduCatalogue, type Noise, placed } from './hdu-sources.ts';
import type { LoadedPlanes } from './load-planes.ts';
import {
  type HduMeasurement,
  type MeasuredSources,
  measureSources,
  type SkyAndNoise,
  searchPlanes,
} from './measure.ts';
import type { PlaceInImage } from './places-near.ts';
import { withPsfColumns } from './psf-columns.ts';
import type { PsfPhotometry } from './psf-run.ts';
import { spoiltPixels } from './spoilt-pixels.ts';

/** What was found in an image, or measured at given places. */
export interface HduContents {
  readonly sky: SkyAndNoise;
  /** of a search */
  readonly sources?: HduMeasurement;
  /** where stars were fitted; the caller frees what they leave */
  readonly stars?: PsfPhotometry | undefined;
  /** the rows, with places on the sky and magnitudes */
  catalogueOf(facts: HduFacts): Catalogue;
}

/** How an image is looked at. */
export interface Look {
  readonly detection: DetectionParameters;
  readonly noise: Noise;
  /** stars are fitted by its PSF, too */
  readonly psf: boolean;
}

/** Searches an image. It loses its background. */
export async function searched(loaded: LoadedPlanes, look: Look): Promise<HduContents> {
  const { detection, noise, psf } = look;
  const sources = await searchPlanes(loaded, detection, noise.gain);
  flagSaturated(sources, loaded, noise.rule, noise.level);
  if (!psf)
    return {
      ...{ sky: sources, sources },
      catalogueOf: (facts) => hduCatalogue(facts, foundColumns(sources), undefined),
    };
  const stars = await fitPsf(loaded, sources, detection, pixelNoise(loaded, sources, noise));
  return {
    ...{ sky: sources, sources, stars },
    catalogueOf: (facts) => starCatalogue(facts, sources, stars),
  };
}

/**
 * Measures an image at given places. It loses its background. With a PSF it is searched, too: for
 * the stars that the PSF is made of, and those whose light reaches a place.
 */
export async function measuredAt(
  loaded: LoadedPlanes,
  places: readonly PlaceInImage[],
  { detection, noise, psf }: Look,
): Promise<HduContents> {
  const { sky, columns } = await placed(loaded, places, detection, noise);
  const rows = (facts: HduFacts) => hduCatalogue(facts, columns, places);
  if (!psf) return { sky, catalogueOf: rows };
  const found = { ...(await measureSources(loaded, sky.err, detection, noise.gain)), ...sky };
  flagSaturated(found, loaded, noise.rule, noise.level);
  const pixels = pixelNoise(loaded, found, noise);
  const stars = await fitPsf(loaded, found, detection, pixels);
  const { image } = loaded;
  const fitted = stars && fitPlaces({ image, own: stars, err: sky.err, noise: pixels }, places);
  return { sky, stars, catalogueOf: (facts) => withPsfColumns(rows(facts), fitted) };
}

const pixelNoise = (loaded: LoadedPlanes, found: HduMeasurement, { gain, rule, level }: Noise) => ({
  gain,
  mask: spoiltPixels(loaded, found, rule, level),
});

/** The sources of all searches, as their stars were fitted; on the sky they are there. */
function starCatalogue(
  facts: HduFacts,
  first: MeasuredSources,
  stars: PsfPhotometry | undefined,
): Catalogue {
  const searches = [first, ...(stars?.later ?? [])];
  const catalogue = joinCatalogues(
    searches.map((found) => hduCatalogue(facts, foundColumns(found), undefined)),
  );
  for (let row = 0; row < catalogue.rows; row++) catalogue.number[row] = row + 1;
  const fitted = withPsfColumns(catalogue, stars);
  const { x, y } = fittedCentres(fitted);
  const [ra, dec] = [fitted.ra as Float64Array, fitted.dec as Float64Array];
  facts.reading.wcs?.pixelsToIcrs(Float64Array.from(x), Float64Array.from(y), ra, dec);
  return fitted;
}
