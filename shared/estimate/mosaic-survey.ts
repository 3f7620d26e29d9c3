import { estimateMosaicsTask, estimateStripsTask } from './mosaic-tasks.ts';
import type { TileBytes } from './rates.ts';
import type { Requests } from './requests.ts';
import { skyMapReduce, type Whole } from './sky-map-reduces.ts';
import { surveyGeometry, withImages } from './sky-map-survey.ts';
import { estimateImagesTask, estimateOverlapsTask, imageUse } from './sky-map-tasks.ts';
import {
  fileOf,
  imagesNamingCompanions,
  type PlannedMosaics,
  type PlannedSurvey,
} from './survey.ts';
import type { StageName, StageWork, TaskWork } from './work.ts';

/** Children of the map over the images: functions/start-run. */
const CHUNKS = 10_000;
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
  const { imagesOfGroup, groups, pairs, rangesOfGroup } = surveyGeometry(survey);
  const { strips, imagesOfStrip, imagesOfTile, painted } = mosaicGeometry(survey, mosaics);
  const file = { ...fileOf(survey), pixels: survey.width * survey.height, bytes: survey.bytesRead };
  const use = imageUse(0, file, requests.imagesAhead);
  const chunks = Math.ceil(images / Math.ceil(images / CHUNKS));
  const [tiles, all] = [mosaics.tiles, mosaics.tiles * strips];
  const mpix = mosaics.side ** 2 / 1e6;
  const whole: Whole = {
    ...{
      images,
      told: imagesNamingCompanions(survey),
      chunks,
      pairs,
      groups,
      products,
      bands: bands.length,
    },
    // What a reduce goes through: strips as if they were plates, mosaics as if they were cells.
    ...{ plates: all, painted: all, colourPlates: 0, cells: tiles, colourCells: 0 },
    ...{ leaves: 0, bandLeaves: 0, plateOrder: 0, files: 3 * tiles },
  };
  const map = (stage: StageName, count: number, work: TaskWork): StageWork => ({
    stage,
    kind: 'map',
    groups: [{ count, work }],
  });
  const reduce = (stage: 'lists' | 'plan' | 'background' | 'stretch' | 'report'): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [{ count: 1, work: skyMapReduce(stage, whole, bytes) }],
  });
  const part = (share: number) => ({
    mpix: mpix * share,
    bytes: 1e6 * mpix * share * mosaics.bytesPerPixel,
    isPacked: true,
  });
  const compared = estimateOverlapsTask(
    { count: imagesOfGroup, ranges: rangesOfGroup },
    pairs / groups,
    requests,
  );
  // A strip's images stand in the list wherever they do: each is a read of its own, at most.
  const strip = { count: imagesOfStrip, ranges: Math.max(1, imagesOfStrip) };
  return [
    reduce('lists'),
    map('images', chunks, estimateImagesTask(images / chunks, file, requests)),
    reduce('plan'),
    map('overlaps', groups, withImages(compared, imagesOfGroup, use)),
    reduce('background'),
    map(
      'strips',
      all,
      withImages(
        estimateStripsTask(strip, painted, part(1 / strips), requests),
        imagesOfStrip,
        use,
      ),
    ),
    reduce('stretch'),
    map('mosaics', tiles, estimateMosaicsTask(strips, imagesOfTile, part(1))),
    reduce('report'),
  ];
}
