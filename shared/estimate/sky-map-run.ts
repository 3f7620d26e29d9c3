import type { SkyMapPlan } from '../core/plan/plan.ts';
import type { TileBytes } from './rates.ts';
import { type Requests, rangeRequests } from './requests.ts';
import { planOfBands, reportOf, skyMapParts, skyMapReduce } from './sky-map-reduces.ts';
import {
  type EstimatedImage,
  estimateImagesTask,
  estimateOverlapsTask,
  estimatePicturesTask,
  estimateTilesTask,
  IMAGE_NOTE,
  imageUse,
  type TaskImages,
} from './sky-map-tasks.ts';
import type { Products } from './survey.ts';
import type { Whole } from './whole-run.ts';
import type { StageName, StageWork, TaskWork } from './work.ts';

/** A run whose images and plan are known: everything but how long it took. */
export interface PlannedRun {
  readonly images: readonly EstimatedImage[];
  /** images in S3 whose names say that they have companions */
  readonly namingCompanions: number;
  readonly plan: Pick<SkyMapPlan, 'plates' | 'pairs' | 'width' | 'plateOrder'>;
  /** places of the images of each task of the stage images */
  readonly chunks: readonly (readonly number[])[];
  /** places of the images that each task of overlaps reads, and its pairs */
  readonly overlaps: readonly { readonly places: readonly number[]; readonly pairs: number }[];
  readonly products: Products;
  /** that the plan's images stand in, and its groups and plates */
  readonly objects: Pick<Whole, 'parts' | 'packs'>;
  /** bands of the colour survey */
  readonly colourBands: readonly string[];
}

/** Levels of tiles in a plate, above its deepest ones. */
const LEVELS = 3;

/**
 * Tiles of a plate with so many deepest ones, parents up to the plate's own included: the deepest
 * ones lie together, and a square of them meets half as many cells of the order above along each
 * side and, by how it happens to lie, half a cell more.
 */
export function withParents(leaves: number): number {
  let [tiles, level] = [leaves, leaves];
  for (let above = LEVELS - 1; above >= 0 && level > 0; above--) {
    level = Math.min(4 ** above, Math.round((Math.sqrt(level) / 2 + 0.5) ** 2));
    tiles += level;
  }
  return tiles;
}

/**
 * The machine sky-map's work on a run's own plan: every task by itself, in the order of the maps.
 */
export function skyMapOfRun(run: PlannedRun, bytes: TileBytes, requests: Requests): StageWork[] {
  const { images, products } = run;
  const plates = platesOf(run);
  const tiles = plates.map(({ leaves, places, megapixels }) =>
    one(
      estimateTilesTask(
        {
          images: imagesOf(places, images, requests),
          painted: megapixels,
          tiles: withParents(leaves),
        },
        products,
        bytes,
        requests,
      ),
    ),
  );
  const cells = cellsOf(plates);
  const pictures = cells.map((held) =>
    one(estimatePicturesTask(picturesIn(held, run), products, bytes, requests)),
  );
  const files = sum([...pictures, ...(products.fits ? tiles : [])], ({ work }) => work.writes);
  const whole = wholeOf(run, plates, cells, files);
  const reduce = (stage: Parameters<typeof skyMapReduce>[0]): StageWork =>
    skyMapReduce(stage, whole, bytes);
  return [
    ...plannedToBackground(run, whole, bytes, requests),
    map('tiles', tiles),
    skyMapParts('stretch', whole, bytes),
    reduce('stretch'),
    map('pictures', pictures),
    skyMapParts('hips', whole, bytes),
    reduce('hips'),
    ...reportOf(whole, bytes),
  ];
}

/** The stages that sky maps and mosaics have in common: from the list to the backgrounds. */
export function plannedToBackground(
  { images, chunks, overlaps }: Pick<PlannedRun, 'images' | 'chunks' | 'overlaps'>,
  whole: Whole,
  bytes: TileBytes,
  requests: Requests,
): StageWork[] {
  const read = chunks.map((places) =>
    one(estimateImagesTask(places.length, meanOf(places, images))),
  );
  const compared = overlaps.map(({ places, pairs }) =>
    one(estimateOverlapsTask(imagesOf(places, images, requests), pairs)),
  );
  return [
    skyMapReduce('lists', whole, bytes),
    map('images', read),
    ...planOfBands(whole, bytes),
    map('overlaps', compared),
    skyMapParts('background', whole, bytes),
  ];
}

const imagesOf = (
  places: readonly number[],
  images: readonly EstimatedImage[],
  { imagesAhead }: Requests,
): TaskImages => ({
  count: places.length,
  ranges: rangeRequests(places, IMAGE_NOTE),
  uses: places.map((place) => imageUse(place, images[place]!, imagesAhead)),
});

const map = (stage: StageName, groups: StageWork['groups']): StageWork => ({
  stage,
  kind: 'map',
  groups,
});

const one = (work: TaskWork) => ({ count: 1, work });

const sum = <T>(values: Iterable<T>, amountOf: (value: T) => number): number =>
  [...values].reduce((total, value) => total + amountOf(value), 0);

/** A plate of one band. */
interface BandPlate {
  band: string;
  npix: number;
  /** deepest tiles */
  leaves: number;
  /** of its images in the plan */
  places: readonly number[];
  /** pixels of images that are painted, millions */
  megapixels: number;
}

/** The longest first, as plan-sky puts them. */
const platesOf = ({ plan }: PlannedRun): BandPlate[] =>
  plan.plates
    .toSorted((a, b) => b.cost.seconds - a.cost.seconds)
    .map(({ band, npix, images: places, cost }) => ({
      band,
      npix,
      leaves: cost.pixelsOut / plan.width ** 2,
      places,
      megapixels: cost.pixelsPainted / 1e6,
    }));

/** The bands of each plate, by its place on the sky. */
function cellsOf(plates: readonly BandPlate[]): BandPlate[][] {
  const cells = new Map<number, BandPlate[]>();
  for (const plate of plates) cells.set(plate.npix, [...(cells.get(plate.npix) ?? []), plate]);
  return [...cells].sort(([a], [b]) => a - b).map(([, held]) => held);
}

const inColour = (held: readonly BandPlate[], { colourBands }: PlannedRun): BandPlate[] =>
  held.filter(({ band }) => colourBands.includes(band));

const maxLeaves = (held: readonly BandPlate[]): number =>
  Math.max(0, ...held.map(({ leaves }) => leaves));

function picturesIn(held: readonly BandPlate[], run: PlannedRun) {
  const colour = inColour(held, run);
  return {
    bands: held.length,
    bandTiles: sum(held, ({ leaves }) => withParents(leaves)),
    bandLeaves: sum(held, ({ leaves }) => leaves),
    colourLeaves: sum(colour, ({ leaves }) => leaves),
    colourTiles: withParents(maxLeaves(colour)),
    ranges: sum(held, ({ places }) => rangeRequests(places, IMAGE_NOTE)) / held.length,
  };
}

function meanOf(places: readonly number[], images: readonly EstimatedImage[]): EstimatedImage {
  const files = places.map((place) => images[place]!);
  return { ...files[0]!, size: sum(files, ({ size }) => size) / files.length };
}

/** What the reduces have to do with. `files`: published tiles. */
function wholeOf(
  run: PlannedRun,
  plates: readonly BandPlate[],
  cells: readonly BandPlate[][],
  files: number,
): Whole {
  const { images, namingCompanions, chunks, overlaps, plan, products, objects } = run;
  return {
    images: images.length,
    namingCompanions,
    chunks: chunks.length,
    pairs: sum(overlaps, ({ pairs }) => pairs),
    groups: overlaps.length,
    plates: plates.length,
    painted: plates.filter(({ leaves }) => leaves > 0).length,
    colourPlates: inColour(plates, run).length,
    cells: cells.length,
    colourCells: cells.filter((held) => inColour(held, run).length > 0).length,
    baseCells: new Set(plates.map(({ npix }) => Math.floor(npix / 4 ** plan.plateOrder))).size,
    leaves: sum(cells, (held) => maxLeaves(inColour(held, run))),
    bandLeaves: sum(plates, ({ leaves }) => leaves),
    bands: new Set(plates.map(({ band }) => band)).size,
    ...objects,
    plateOrder: plan.plateOrder,
    files,
    products,
  };
}
