import { hipsPixelScale, orderOf } from '../plan/order.ts';
import type { TileBytes } from './rates.ts';
import { type Requests, requestsAsBuilt } from './requests.ts';
import {
  imagesTask,
  imageUse,
  overlapsTask,
  picturesTask,
  reduces,
  tilesTask,
  type Whole,
} from './sky-map-tasks.ts';
import { type Survey, wholeSky } from './survey.ts';
import type { StageWork, TaskWork } from './work.ts';

/** Where a survey's pixels go. */
export interface SkyGeometry {
  readonly order: number;
  readonly plateOrder: number;
  /** plates, whatever the band */
  readonly cells: number;
  /** deepest tiles of one band */
  readonly leaves: number;
  /** tiles of one plate and band, parents in it included */
  readonly tilesOfPlate: number;
  /** plates of its band that an image touches */
  readonly platesOfImage: number;
  /** pairs of overlapping images of all bands */
  readonly pairs: number;
}

const WIDTH = 512;
const LEVELS = 3;

/** The plan of a survey whose images are known by their size and number alone: they lie anywhere and turned anyhow. */
export function geometryOf(survey: Survey): SkyGeometry {
  const order = orderOf(survey.pixelScale, WIDTH);
  const plateOrder = Math.max(0, order - LEVELS);
  const cells = cellsOf(survey.area, plateOrder);
  const leaves = cellsOf(survey.area, order);
  const side = sideOf(plateOrder);
  const [width, height] = [survey.width, survey.height].map((pixels) => (pixels * survey.pixelScale) / 3600);
  const [area, around] = [width! * height!, 2 * (width! + height!)];
  // Mean number of cells that a convex body meets, its place and turn being any (Santaló 1976, III.8).
  const platesOfImage = (area + side ** 2 + (around * 4 * side) / (2 * Math.PI)) / side ** 2;
  const density = survey.images / survey.bands.length / survey.area;
  const neighbours = density * (2 * area + around ** 2 / (2 * Math.PI));
  return {
    order,
    plateOrder,
    cells,
    leaves,
    tilesOfPlate: (leaves / cells) * PARENTS,
    platesOfImage,
    pairs: Math.round((survey.images * neighbours) / 2),
  };
}

/** A plate's tiles over its deepest ones: three orders above them. */
const PARENTS = 1 + 1 / 4 + 1 / 16 + 1 / 64;

/** Side of a HEALPix cell, degrees. */
const sideOf = (order: number): number => (hipsPixelScale(order, WIDTH) * WIDTH) / 3600;

/** Cells that a square of the sky meets; all of them for the whole sky. */
function cellsOf(area: number, order: number): number {
  const all = 12 * 4 ** order;
  return area >= 0.99 * wholeSky ? all : Math.min(all, Math.ceil((Math.sqrt(area) / sideOf(order) + 1) ** 2));
}

/** The machine sky-map's work on a survey: its tasks are the mean of their stage. */
export function skyMapOfSurvey(
  survey: Survey,
  bytes: TileBytes,
  requests: Requests = requestsAsBuilt,
): StageWork[] {
  const { images, bands, products } = survey;
  const plan = geometryOf(survey);
  const { cells, tilesOfPlate, platesOfImage } = plan;
  const file = {
    pixels: survey.width * survey.height,
    bytes: survey.bytesRead,
    compression: survey.compression,
  };
  const plates = cells * bands.length;
  const chunks = Math.ceil(images / requests.chunk);
  const whole: Whole = {
    images,
    chunks,
    pairs: plan.pairs,
    groups: plates,
    plates,
    cells,
    surveys: bands.length + (products.colour ? 1 : 0),
    records: chunks + 2 * plates + cells,
  };
  const scale = survey.pixelScale / hipsPixelScale(plan.order, WIDTH);
  const painted = (images * file.pixels * scale ** 2) / 1e6 / plates;
  const imagesOfPlate = (images / plates) * platesOfImage;
  const mean = (work: TaskWork): TaskWork => withImages(work, imagesOfPlate, imageUse(0, file, requests));
  const leaves = plan.leaves / cells;
  const shape = {
    bandTiles: tilesOfPlate * bands.length,
    colourLeaves: 3 * leaves,
    colourTiles: tilesOfPlate,
  };
  const map = (stage: StageWork['stage'], count: number, work: TaskWork): StageWork => ({
    stage,
    kind: 'map',
    groups: [{ count, work }],
  });
  const reduce = (stage: StageWork['stage'], work: TaskWork): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [{ count: 1, work }],
  });
  const allTiles = plan.leaves * PARENTS * whole.surveys;
  return [
    reduce('lists', reduces.lists(whole)),
    map('images', chunks, imagesTask(images / chunks, file, requests)),
    reduce('plan', reduces.plan(whole)),
    map('overlaps', plates, mean(overlapsTask([], plan.pairs / plates, requests))),
    reduce('background', reduces.background(whole)),
    map('tiles', plates, mean(tilesTask([], painted, tilesOfPlate, bytes, requests))),
    reduce('stretch', reduces.stretch(whole)),
    map('pictures', cells, picturesTask(shape, products, bytes, requests)),
    reduce('hips', reduces.hips(whole, allTiles, bytes)),
    reduce('report', reduces.report(whole)),
  ];
}

/** A task that reads so many images, none of which its environment holds: there are too many environments for that. */
function withImages(work: TaskWork, count: number, image: ReturnType<typeof imageUse>): TaskWork {
  const amounts: Record<string, number> = { ...work.amounts };
  for (const [driver, amount] of Object.entries(image.amounts))
    amounts[driver] = (amounts[driver] ?? 0) + count * amount;
  return {
    ...work,
    amounts,
    reads: work.reads + count * image.reads,
    bytesRead: work.bytesRead + count * image.bytes,
  };
}

/** Bytes that a survey's map lets lie in S3: while it works, and published. */
export function bytesMade(survey: Survey, bytes: TileBytes): { working: number; products: number } {
  const { leaves } = geometryOf(survey);
  const { colour, pictures, fits } = survey.products;
  const tiles = leaves * PARENTS;
  const bandTiles = tiles * survey.bands.length;
  return {
    working: bandTiles * bytes.fits,
    products:
      (pictures === 'colour' ? 0 : bandTiles * bytes.grey) +
      (colour && pictures !== 'bands' ? tiles * bytes.colour : 0) +
      (fits ? bandTiles * bytes.fits : 0),
  };
}
