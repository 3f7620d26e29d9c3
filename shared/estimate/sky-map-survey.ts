import { OVERLAPS_PER_PACK } from '../contracts/sky-map/overlaps.ts';
import { IMAGES_PER_PART } from '../contracts/sky-map/plan.ts';
import { PLATES_PER_PACK } from '../contracts/sky-map/tiles.ts';
import { hipsPixelScale } from '../core/hips/pixel-scale.ts';
import { tasksPerChild } from '../core/plan/children.ts';
import { drawingSeconds, paintingSeconds } from '../core/plan/cost.ts';
import {
  imagesRead,
  meanImages,
  meanMap,
  reducesOf,
  stagesToBackground,
  withImages,
} from './mean-stages.ts';
import type { TileBytes } from './rates.ts';
import { type Requests, requestsAsBuilt } from './requests.ts';
import { planOfBands, reportOf, skyMapParts } from './sky-map-reduces.ts';
import { estimatePicturesTask, estimateTilesTask, type PlateTileCounts } from './sky-map-tasks.ts';
import { imagesNamingCompanions, type PlannedSurvey } from './survey.ts';
import { PARENTS, type SkyGeometry, surveyGeometry, WIDTH } from './survey-geometry.ts';
import { objectsOf, type Whole } from './whole-run.ts';
import type { StageWork } from './work.ts';

/** The machine sky-map's work on a survey: its tasks are the mean of their stage. */
export function skyMapOfSurvey(
  survey: PlannedSurvey,
  bytes: TileBytes,
  requests: Requests = requestsAsBuilt,
): StageWork[] {
  const { bands, products } = survey;
  const geometry = surveyGeometry(survey);
  const { cells, tilesOfPlate, imagesOfPlates } = geometry;
  const mean = meanImages(survey, requests);
  const pictures = estimatePicturesTask(
    tilesOfMeanPlate(survey, geometry),
    products,
    bytes,
    requests,
  );
  const whole = wholeOf(survey, geometry, mean.chunks, pictures.writes);
  const reduce = reducesOf(whole, bytes);
  const scale = survey.pixelScale / hipsPixelScale(geometry.order, WIDTH);
  const plates = cells * bands.length;
  const plate = {
    images: { count: imagesOfPlates(1), ranges: geometry.rangesOfPlate },
    painted: (survey.images * mean.file.pixels * scale ** 2) / 1e6 / plates,
    tiles: tilesOfPlate,
  };
  const painting = paintingSeconds({
    pixelsIn: imagesOfPlates(1) * mean.file.pixels,
    pixelsPainted: 1e6 * plate.painted,
    pixelsOut: (geometry.leaves / cells) * WIDTH ** 2,
  });
  const drawn = (products.pictures === 'all' ? bands.length : 0) + (products.colour ? 1 : 0);
  const drawing = drawingSeconds(tilesOfPlate, { bands: bands.length, drawn });
  const perChild = tasksPerChild(plates, plates * painting, 1);
  const read = imagesRead(imagesOfPlates, perChild, mean.use);
  const tiles = estimateTilesTask(plate, products, bytes, requests);
  return [
    ...stagesToBackground(whole, mean, geometry, {
      bytes,
      planning: planOfBands(whole, bytes),
    }),
    meanMap('tiles', plates, withImages(tiles, read, mean.use), perChild),
    skyMapParts('stretch', whole, bytes),
    reduce('stretch'),
    meanMap('pictures', cells, pictures, tasksPerChild(cells, cells * drawing, 1)),
    skyMapParts('hips', whole, bytes),
    reduce('hips'),
    ...reportOf(whole, bytes),
  ];
}

/** Bands of the colour survey. */
const colourBandsOf = ({ products }: PlannedSurvey): number => (products.colour ? 3 : 0);

function tilesOfMeanPlate(
  survey: PlannedSurvey,
  { cells, leaves, tilesOfPlate, rangesOfPlate }: SkyGeometry,
): PlateTileCounts {
  const bands = survey.bands.length;
  return {
    bands,
    bandTiles: tilesOfPlate * bands,
    bandLeaves: (leaves / cells) * bands,
    colourLeaves: (colourBandsOf(survey) * leaves) / cells,
    colourTiles: tilesOfPlate,
    ranges: rangesOfPlate,
  };
}

/** What the reduces have to do with. `chunks`: tasks of images; `written`: files of a plate. */
function wholeOf(
  survey: PlannedSurvey,
  { cells, leaves, tilesOfPlate, groups, pairs, plateOrder }: SkyGeometry,
  chunks: number,
  written: number,
): Whole {
  const { images, products } = survey;
  const bands = survey.bands.length;
  const plates = cells * bands;
  return {
    images,
    namingCompanions: imagesNamingCompanions(survey),
    chunks,
    pairs,
    groups,
    plates,
    painted: plates,
    colourPlates: colourBandsOf(survey) * cells,
    cells,
    colourCells: products.colour ? cells : 0,
    // A piece of the sky lies in few of them; how many is not known.
    baseCells: Math.min(12, cells),
    leaves,
    bandLeaves: leaves * bands,
    bands,
    parts: objectsOf(images, bands, IMAGES_PER_PART),
    packs: objectsOf(groups, bands, OVERLAPS_PER_PACK) + objectsOf(plates, bands, PLATES_PER_PACK),
    plateOrder,
    files:
      cells * written + (products.fits && products.pictures === 'all' ? plates * tilesOfPlate : 0),
    products,
  };
}

/** Bytes that a survey's map lets lie in S3: while it works, and published. */
export function bytesMade(
  survey: PlannedSurvey,
  bytes: TileBytes,
): { working: number; products: number } {
  const { leaves } = surveyGeometry(survey);
  const { colour, pictures, fits } = survey.products;
  const tiles = leaves * PARENTS;
  const bandTiles = tiles * survey.bands.length;
  return {
    working: bandTiles * bytes.fits,
    products:
      (pictures === 'colour' ? 0 : bandTiles * (bytes.grey + (fits ? bytes.fits : 0))) +
      (colour ? tiles * bytes.colour : 0),
  };
}
