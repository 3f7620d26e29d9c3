import type { SkyMapPlan } from '../plan/plan.ts';
import type { TileBytes } from './rates.ts';
import type { Requests } from './requests.ts';
import {
  type ImageFile,
  imagesTask,
  imageUse,
  overlapsTask,
  picturesTask,
  reduces,
  TILE_MPIX,
  tilesTask,
  type Whole,
} from './sky-map-tasks.ts';
import type { Products } from './survey.ts';
import type { ImageUse, StageWork, TaskWork } from './work.ts';

/** A run whose images and plan are known: everything but how long it took. */
export interface PlannedRun {
  readonly images: readonly ImageFile[];
  readonly plan: Pick<SkyMapPlan, 'plates' | 'pairs' | 'width'>;
  /** tasks of the stage images */
  readonly chunks: number;
  /** places of the images that each task of overlaps reads */
  readonly overlaps: readonly (readonly number[])[];
  readonly products: Products;
  /** bands of the colour survey */
  readonly colourBands: readonly string[];
}

/** Tiles of a plate with so many deepest ones, parents up to the plate's own included. */
export function withParents(leaves: number): number {
  let [tiles, level] = [leaves, leaves];
  for (let order = 0; order < 3 && level > 0; order++) {
    level = Math.ceil(level / 4);
    tiles += level;
  }
  return tiles;
}

/** The machine sky-map's work on a run's own plan: every task by itself, in the order of the maps. */
export function skyMapOfRun(run: PlannedRun, bytes: TileBytes, requests: Requests): StageWork[] {
  const { images, plan, products } = run;
  const uses = images.map((file, place) => imageUse(place, file, requests));
  const usesOf = (places: readonly number[]): ImageUse[] => places.map((place) => uses[place]!);
  const one = (work: TaskWork) => ({ count: 1, work });
  const leavesOf = new Map<number, Map<string, number>>();
  const tiles = plan.plates.map(({ band, npix, images: places, cost }) => {
    const leaves = cost.pixelsOut / plan.width ** 2;
    const bands = leavesOf.get(npix) ?? new Map<string, number>();
    leavesOf.set(npix, bands.set(band, leaves));
    return one(tilesTask(usesOf(places), cost.pixelsPainted / 1e6, withParents(leaves), bytes, requests));
  });
  const pictures = [...leavesOf].map(([, bands]) => {
    const inColour = run.colourBands.map((band) => bands.get(band) ?? 0);
    const shape = {
      bandTiles: [...bands.values()].reduce((sum, leaves) => sum + withParents(leaves), 0),
      colourLeaves: inColour.reduce((sum, leaves) => sum + leaves, 0),
      colourTiles: withParents(Math.max(0, ...inColour)),
    };
    return one(picturesTask(shape, products, bytes, requests));
  });
  const read = run.overlaps.reduce((sum, places) => sum + places.length, 0);
  const overlaps = run.overlaps.map((places) =>
    one(overlapsTask(usesOf(places), (plan.pairs.length * places.length) / Math.max(1, read), requests)),
  );
  const whole: Whole = {
    images: images.length,
    chunks: run.chunks,
    pairs: plan.pairs.length,
    groups: run.overlaps.length,
    plates: plan.plates.length,
    cells: leavesOf.size,
    surveys: new Set(plan.plates.map(({ band }) => band)).size + (products.colour ? 1 : 0),
    records: run.chunks + run.overlaps.length + plan.plates.length + leavesOf.size,
  };
  const allTiles = tiles.reduce((sum, { work }) => sum + (work.amounts.tilePixels ?? 0) / TILE_MPIX, 0);
  const mean: ImageFile = {
    pixels: 0,
    bytes: images.reduce((sum, file) => sum + file.bytes, 0) / images.length,
    compression: images[0]?.compression ?? 'none',
  };
  const reduce = (stage: StageWork['stage'], work: TaskWork): StageWork => ({
    stage,
    kind: 'reduce',
    groups: [one(work)],
  });
  return [
    reduce('lists', reduces.lists(whole)),
    {
      stage: 'images',
      kind: 'map',
      groups: [{ count: run.chunks, work: imagesTask(images.length / run.chunks, mean, requests) }],
    },
    reduce('plan', reduces.plan(whole)),
    { stage: 'overlaps', kind: 'map', groups: overlaps },
    reduce('background', reduces.background(whole)),
    { stage: 'tiles', kind: 'map', groups: tiles },
    reduce('stretch', reduces.stretch(whole)),
    { stage: 'pictures', kind: 'map', groups: pictures },
    reduce('hips', reduces.hips(whole, allTiles, bytes)),
    reduce('report', reduces.report(whole)),
  ];
}
