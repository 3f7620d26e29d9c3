import type { SkyMapPlan } from '../core/plan/plan.ts';
import type { TileBytes } from './rates.ts';
import { type Requests, rangesOf } from './requests.ts';
import { skyMapReduce, type Whole } from './sky-map-reduces.ts';
import {
  estimateImagesTask,
  estimateOverlapsTask,
  estimatePicturesTask,
  estimateTilesTask,
  IMAGE_NOTE,
  type ImageFile,
  imageUse,
  type TaskImages,
} from './sky-map-tasks.ts';
import type { Products } from './survey.ts';
import type { StageName, StageWork, TaskWork } from './work.ts';

/** A run whose images and plan are known: everything but how long it took. */
export interface PlannedRun {
  readonly images: readonly ImageFile[];
  /** images in S3 whose names say that they have companions */
  readonly told: number;
  readonly plan: Pick<SkyMapPlan, 'plates' | 'pairs' | 'width' | 'plateOrder'>;
  /** places of the images of each task of the stage images */
  readonly chunks: readonly (readonly number[])[];
  /** places of the images that each task of overlaps reads, and its pairs */
  readonly overlaps: readonly { readonly places: readonly number[]; readonly pairs: number }[];
  readonly products: Products;
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
  const { images, plan, products } = run;
  const { imagesAhead } = requests;
  const sum = <T>(values: Iterable<T>, of: (value: T) => number) =>
    [...values].reduce((total, value) => total + of(value), 0);
  const wanted = (places: readonly number[]): TaskImages => ({
    count: places.length,
    ranges: rangesOf(places, IMAGE_NOTE),
    beside: sum(places, (place) => images[place]!.beside ?? 0),
    uses: places.map((place) => imageUse(place, images[place]!, imagesAhead)),
  });
  const one = (work: TaskWork) => ({ count: 1, work });
  const platesOf = new Map<number, { band: string; leaves: number; places: readonly number[] }[]>();
  // The longest first, as plan-sky puts them.
  const plates = plan.plates.toSorted((a, b) => b.cost.seconds - a.cost.seconds);
  const tiles = plates.map(({ band, npix, images: places, cost }) => {
    const leaves = cost.pixelsOut / plan.width ** 2;
    platesOf.set(npix, [...(platesOf.get(npix) ?? []), { band, leaves, places }]);
    return one(
      estimateTilesTask(
        wanted(places),
        cost.pixelsPainted / 1e6,
        withParents(leaves),
        products,
        bytes,
        requests,
      ),
    );
  });
  const cells = [...platesOf].sort(([a], [b]) => a - b);
  const colourOf = (held: readonly { band: string; leaves: number }[]) =>
    held.filter(({ band }) => run.colourBands.includes(band));
  const pictures = cells.map(([, held]) => {
    const inColour = colourOf(held);
    return one(
      estimatePicturesTask(
        {
          bands: held.length,
          bandTiles: sum(held, ({ leaves }) => withParents(leaves)),
          bandLeaves: sum(held, ({ leaves }) => leaves),
          colourLeaves: sum(inColour, ({ leaves }) => leaves),
          colourTiles: withParents(Math.max(0, ...inColour.map(({ leaves }) => leaves))),
          ranges: sum(held, ({ places }) => rangesOf(places, IMAGE_NOTE)) / held.length,
        },
        products,
        bytes,
        requests,
      ),
    );
  });
  const overlaps = run.overlaps.map(({ places, pairs }) =>
    one(estimateOverlapsTask(wanted(places), pairs, requests)),
  );
  const meanOf = (places: readonly number[]): ImageFile => {
    const files = places.map((place) => images[place]!);
    return { ...files[0]!, size: sum(files, ({ size }) => size) / files.length };
  };
  const chunks = run.chunks.map((places) =>
    one(estimateImagesTask(places.length, meanOf(places), requests)),
  );
  const all = [...platesOf.values()].flat();
  const bands = new Set(all.map(({ band }) => band)).size;
  const leavesOfCells = sum(cells, ([, held]) =>
    Math.max(0, ...colourOf(held).map(({ leaves }) => leaves)),
  );
  const whole: Whole = {
    images: images.length,
    told: run.told,
    chunks: chunks.length,
    pairs: sum(run.overlaps, ({ pairs }) => pairs),
    groups: overlaps.length,
    plates: plates.length,
    painted: all.filter(({ leaves }) => leaves > 0).length,
    colourPlates: colourOf(all).length,
    cells: cells.length,
    colourCells: cells.filter(([, held]) => colourOf(held).length > 0).length,
    leaves: leavesOfCells,
    bandLeaves: sum(all, ({ leaves }) => leaves),
    bands,
    plateOrder: plan.plateOrder,
    files: sum([...pictures, ...(products.fits ? tiles : [])], ({ work }) => work.writes),
    products,
  };
  const reduce = (stage: Parameters<typeof skyMapReduce>[0]): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [one(skyMapReduce(stage, whole, bytes))],
  });
  const map = (stage: StageName, groups: StageWork['groups']): StageWork => ({
    stage,
    kind: 'map',
    groups,
  });
  return [
    reduce('lists'),
    map('images', chunks),
    reduce('plan'),
    map('overlaps', overlaps),
    reduce('background'),
    map('tiles', tiles),
    reduce('stretch'),
    map('pictures', pictures),
    reduce('hips'),
    reduce('report'),
  ];
}
