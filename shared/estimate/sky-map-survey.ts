import { hipsPixelScale } from '../core/hips/pixel-scale.ts';
import { orderOf } from '../core/plan/order.ts';
import type { TileBytes } from './rates.ts';
import { type Requests, requestsAsBuilt } from './requests.ts';
import { skyMapReduce, type Whole } from './sky-map-reduces.ts';
import {
  estimateImagesTask,
  estimateOverlapsTask,
  estimatePicturesTask,
  estimateTilesTask,
  imageUse,
} from './sky-map-tasks.ts';
import { fileOf, imagesNamingCompanions, type PlannedSurvey, WHOLE_SKY_DEG2 } from './survey.ts';
import type { ImageUse, StageName, StageWork, TaskWork } from './work.ts';

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
  readonly imagesOfPlate: number;
  /** pairs of overlapping images of all bands */
  readonly pairs: number;
  /** tasks that compare them, and the images that each reads */
  readonly groups: number;
  readonly imagesOfGroup: number;
  /** parts of the list in which a plate's images, and a group's, stand one after another */
  readonly rangesOfPlate: number;
  readonly rangesOfGroup: number;
}

const WIDTH = 512;
const LEVELS = 3;
/** Images whose pairs one task compares: shared/core/plan/groups. */
const MEMBERS = 32;
const MEMBER_PIXELS = 2 ** 25;
/** Children of the map over the images: functions/start-run. */
const CHUNKS = 10_000;

/**
 * Mean number of convex bodies, so many in a square degree, that meet another one, place and turn
 * being any (Santaló 1976, III.8).
 */
const meeting = (density: number, a: Body, b: Body): number =>
  density * (a.area + b.area + (a.around * b.around) / (2 * Math.PI));
interface Body {
  readonly area: number;
  readonly around: number;
}
const rectangle = (width: number, height: number): Body => ({
  area: width * height,
  around: 2 * (width + height),
});

/**
 * The plan of a survey whose images are known by their size and number alone: they lie anywhere and
 * turned anyhow.
 */
export function surveyGeometry(survey: PlannedSurvey): SkyGeometry {
  const { images, bands, pixelScale, inOrder = 1 } = survey;
  const order = orderOf(pixelScale, WIDTH);
  const plateOrder = Math.max(0, order - LEVELS);
  const cells = cellsOf(survey.area, plateOrder);
  const leaves = cellsOf(survey.area, order);
  const degrees = (pixels: number) => (pixels * pixelScale) / 3600;
  const [width, height] = [degrees(survey.width), degrees(survey.height)];
  const image = rectangle(width, height);
  const cell = rectangle(sideOf(plateOrder), sideOf(plateOrder));
  const density = images / bands.length / survey.area;
  const imagesOfPlate = (images / bands.length / cells) * meeting(1 / cell.area, image, cell);
  const pairs = Math.round((images * meeting(density, image, image)) / 2);
  const members = Math.max(
    1,
    Math.min(MEMBERS, Math.floor(MEMBER_PIXELS / (survey.width * survey.height)), images),
  );
  const side = Math.sqrt(members / density);
  const group = rectangle(side, side);
  // Half of the images around a group are partners of a pair that is its own.
  const imagesOfGroup = members + Math.max(0, meeting(density, image, group) - members) / 2;
  // Images that follow one another in the list lie in a strip along their height.
  const strip = rectangle(width, inOrder * height);
  const ranges = (body: Body, most: number) =>
    Math.max(1, Math.min(most, meeting(density / inOrder, strip, body)));
  return {
    order,
    plateOrder,
    cells,
    leaves,
    tilesOfPlate: (leaves / cells) * PARENTS,
    platesOfImage: meeting(1 / cell.area, image, cell),
    imagesOfPlate,
    pairs,
    groups: Math.ceil(images / members),
    imagesOfGroup,
    rangesOfPlate: ranges(cell, imagesOfPlate),
    rangesOfGroup: ranges(group, imagesOfGroup),
  };
}

/** A plate's tiles over its deepest ones: three orders above them. */
const PARENTS = 1 + 1 / 4 + 1 / 16 + 1 / 64;

/** Side of a HEALPix cell, degrees. */
const sideOf = (order: number): number => (hipsPixelScale(order, WIDTH) * WIDTH) / 3600;

/** Cells that a square of the sky meets; all of them for the whole sky. */
function cellsOf(area: number, order: number): number {
  const all = 12 * 4 ** order;
  return area >= 0.99 * WHOLE_SKY_DEG2
    ? all
    : Math.min(all, Math.ceil((Math.sqrt(area) / sideOf(order) + 1) ** 2));
}

/** The machine sky-map's work on a survey: its tasks are the mean of their stage. */
export function skyMapOfSurvey(
  survey: PlannedSurvey,
  bytes: TileBytes,
  requests: Requests = requestsAsBuilt,
): StageWork[] {
  const { images, bands, products } = survey;
  const geometry = surveyGeometry(survey);
  const { cells, leaves, tilesOfPlate, imagesOfPlate, imagesOfGroup, groups, pairs } = geometry;
  const file = { ...fileOf(survey), pixels: survey.width * survey.height, bytes: survey.bytesRead };
  const use = imageUse(0, file, requests.imagesAhead);
  const plates = cells * bands.length;
  const chunks = Math.ceil(images / Math.ceil(images / CHUNKS));
  const scale = survey.pixelScale / hipsPixelScale(geometry.order, WIDTH);
  const painted = (images * file.pixels * scale ** 2) / 1e6 / plates;
  const colourBands = products.colour ? 3 : 0;
  const shape = {
    bands: bands.length,
    bandTiles: tilesOfPlate * bands.length,
    bandLeaves: (leaves / cells) * bands.length,
    colourLeaves: (colourBands * leaves) / cells,
    colourTiles: tilesOfPlate,
    ranges: geometry.rangesOfPlate,
  };
  const pictures = estimatePicturesTask(shape, products, bytes, requests);
  const whole: Whole = {
    images,
    told: imagesNamingCompanions(survey),
    chunks,
    pairs,
    groups,
    plates,
    painted: plates,
    colourPlates: colourBands * cells,
    cells,
    colourCells: products.colour ? cells : 0,
    leaves,
    bandLeaves: leaves * bands.length,
    bands: bands.length,
    plateOrder: geometry.plateOrder,
    files:
      cells * pictures.writes +
      (products.fits && products.pictures === 'all' ? plates * tilesOfPlate : 0),
    products,
  };
  const map = (stage: StageName, count: number, work: TaskWork): StageWork => ({
    stage,
    kind: 'map',
    groups: [{ count, work }],
  });
  const reduce = (stage: Parameters<typeof skyMapReduce>[0]): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [{ count: 1, work: skyMapReduce(stage, whole, bytes) }],
  });
  const compared = estimateOverlapsTask(
    { count: imagesOfGroup, ranges: geometry.rangesOfGroup },
    pairs / groups,
    requests,
  );
  const plate = { count: imagesOfPlate, ranges: geometry.rangesOfPlate };
  return [
    reduce('lists'),
    map('images', chunks, estimateImagesTask(images / chunks, file, requests)),
    reduce('plan'),
    map('overlaps', groups, withImages(compared, imagesOfGroup, use)),
    reduce('background'),
    map(
      'tiles',
      plates,
      withImages(
        estimateTilesTask(plate, painted, tilesOfPlate, products, bytes, requests),
        imagesOfPlate,
        use,
      ),
    ),
    reduce('stretch'),
    map('pictures', cells, pictures),
    reduce('hips'),
    reduce('report'),
  ];
}

/**
 * A task that reads so many images, none of which its environment holds: there are too many
 * environments for that.
 */
export function withImages(work: TaskWork, count: number, image: ImageUse): TaskWork {
  const amounts: Record<string, number> = { ...work.amounts };
  for (const [driver, amount] of Object.entries(image.amounts))
    amounts[driver] = (amounts[driver] ?? 0) + count * amount;
  return {
    ...work,
    amounts,
    reads: work.reads + count * image.reads,
    rounds: work.rounds + count * image.rounds,
    bytesRead: work.bytesRead + count * image.bytes,
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
