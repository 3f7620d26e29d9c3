import { OVERLAPS_PER_PACK } from '../contracts/sky-map/overlaps.ts';
import { IMAGES_PER_PART } from '../contracts/sky-map/plan.ts';
import { meanImages, meanMap, reducesOf, stagesToBackground, withImages } from './mean-stages.ts';
import { estimateMosaicsTask, estimateStripsTask } from './mosaic-tasks.ts';
import type { TileBytes } from './rates.ts';
import type { Requests } from './requests.ts';
import { planOfBands, reportOf, skyMapParts } from './sky-map-reduces.ts';
import { imagesNamingCompanions, type PlannedMosaics, type PlannedSurvey } from './survey.ts';
import { surveyGeometry } from './survey-geometry.ts';
import { objectsOf, type Whole } from './whole-run.ts';
import type { StageWork } from './work.ts';

/** Rows of a strip are a multiple of a compressed tile's; its pixels about 2^23. */
const TILE_ROWS = 512;
const STRIP_PIXELS = 2 ** 23;

/** Where a survey's mosaics come from, on average. */
export interface MosaicGeometry {
  /** of one mosaic */
  readonly strips: number;
  /** that touch a strip, and a mosaic */
  readonly imagesOfStrip: number;
  readonly imagesOfTile: number;
  /** megapixels of images that fall on a strip */
  readonly painted: number;
}

/** Strips, and the images that each needs: images lie anywhere, as many as cover the tiles. */
export function mosaicGeometry(
  { images, width, height, pixelScale, area, bands }: PlannedSurvey,
  { side, scale }: PlannedMosaics,
): MosaicGeometry {
  const rows = Math.max(1, Math.round(STRIP_PIXELS / side / TILE_ROWS)) * TILE_ROWS;
  const strips = Math.ceil(side / rows);
  const density = images / bands.length / area;
  const degrees = (pixels: number, arcsec: number): number => (pixels * arcsec) / 3600;
  const [across, up] = [degrees(width, pixelScale), degrees(height, pixelScale)];
  const [own, high] = [degrees(side, scale), degrees(side / strips, scale)];
  const touching = (tall: number): number => density * (own + across) * (tall + up);
  return {
    strips,
    imagesOfStrip: touching(high),
    imagesOfTile: touching(own),
    painted: (density * own * high * width * height * (pixelScale / scale) ** 2) / 1e6,
  };
}

/** The machine mosaic's work on a survey: its tasks are the mean of their stage. */
export function mosaicsOfSurvey(
  survey: PlannedSurvey,
  mosaics: PlannedMosaics,
  bytes: TileBytes,
  requests: Requests,
): StageWork[] {
  const { images, bands, products } = survey;
  const geometry = surveyGeometry(survey);
  const { groups, pairs } = geometry;
  const { strips, imagesOfStrip, imagesOfTile, painted } = mosaicGeometry(survey, mosaics);
  const mean = meanImages(survey, requests);
  const [tiles, all] = [mosaics.tiles, mosaics.tiles * strips];
  const whole: Whole = {
    ...{
      images,
      namingCompanions: imagesNamingCompanions(survey),
      chunks: mean.chunks,
      pairs,
      groups,
      products,
    },
    // What a reduce goes through: strips as if they were plates, mosaics as if they were cells.
    ...{ plates: all, painted: all, colourPlates: 0 },
    ...{ cells: tiles, colourCells: 0, baseCells: 0 },
    ...{
      bands: bands.length,
      leaves: 0,
      bandLeaves: 0,
      plateOrder: 0,
      files: 3 * tiles,
      mosaics: tiles,
    },
    parts: objectsOf(images, bands.length, IMAGES_PER_PART),
    packs: objectsOf(groups, bands.length, OVERLAPS_PER_PACK) + tiles,
  };
  const reduce = reducesOf(whole, bytes);
  const mpix = mosaics.side ** 2 / 1e6;
  const part = (share: number) => ({
    mpix: mpix * share,
    bytes: 1e6 * mpix * share * mosaics.bytesPerPixel,
    isPacked: true,
  });
  // A strip's images stand in the list wherever they do: each is a read of its own, at most.
  const read = { count: imagesOfStrip, ranges: Math.max(1, imagesOfStrip) };
  const strip = estimateStripsTask(read, painted, part(1 / strips), requests);
  return [
    ...stagesToBackground(whole, mean, geometry, {
      bytes,
      planning: planOfBands(whole, bytes),
    }),
    meanMap('strips', all, withImages(strip, imagesOfStrip, mean.use)),
    skyMapParts('stretch', whole, bytes),
    reduce('stretch'),
    meanMap('mosaics', tiles, estimateMosaicsTask(strips, imagesOfTile, part(1))),
    ...reportOf(whole, bytes),
  ];
}
