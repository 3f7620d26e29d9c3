import * as z from 'zod';
import { volumeItemSchema } from '../../shared/contracts/catalogue.ts';
import { detectionsTask } from '../../shared/contracts/detections.ts';
import { itemSchema } from '../../shared/contracts/lists.ts';
import {
  cellPlanSchema,
  matchesTask,
  matchItemSchema,
  matchKeys,
  matchPlanSchema,
} from '../../shared/contracts/matches.ts';
import { mosaicItemSchema, stripItemSchema } from '../../shared/contracts/mosaics/plan.ts';
import { chunkSchema, imagesTask } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { overlapItemSchema, overlapsTask } from '../../shared/contracts/sky-map/overlaps.ts';
import { pictureItemSchema, picturesTask } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { plateItemSchema, tilesTask } from '../../shared/contracts/sky-map/tiles.ts';
import { loadVolume } from '../../shared/run/catalogue/volume-task.ts';
import { readChunk } from '../../shared/run/image-ledger.ts';
import { readJson } from '../../shared/run/json.ts';
import { loadMosaic, loadStrip } from '../../shared/run/mosaics/load-work.ts';
import { readParameters, readSkyParameters } from '../../shared/run/parameters.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readGroup, readPlatePlan } from '../../shared/run/plan/plan-packs.ts';
import { readPlanes } from '../../shared/run/planes.ts';
import { readScales } from '../../shared/run/stretches.ts';
import type { Task } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Stages whose items may break off. */
export const stageSchema = z.enum([
  'detections',
  'volumes',
  'matches',
  'images',
  'overlaps',
  'tiles',
  'pictures',
  'strips',
  'mosaics',
]);

/**
 * How an item of each stage is known to the ledger: as in the function that works on it. Throws
 * ZodError for what is no item.
 */
export const taskOf: Record<
  z.infer<typeof stageSchema>,
  (store: Store, run: string, item: unknown) => Promise<Task>
> = {
  detections: async (store, run, item) => {
    return detectionsTask(run, itemSchema.parse(item), await readParameters(store, run));
  },
  volumes: async (store, run, item) =>
    (await loadVolume(store, run, volumeItemSchema.parse(item).volume)).task,
  matches: async (store, run, item) => {
    const cell = matchItemSchema.parse(item);
    const [plan, cellPlan] = await Promise.all([
      readJson(store, joinUrl(run, matchKeys.plan), matchPlanSchema),
      readJson(store, joinUrl(run, matchKeys.cell(cell)), cellPlanSchema),
    ]);
    return matchesTask(run, cell, plan, cellPlan);
  },
  images: async (store, run, item) => {
    const chunk = chunkSchema.parse(item);
    return imagesTask(run, chunk, await readChunk(store, run, chunk));
  },
  overlaps: async (store, run, item) => {
    const group = overlapItemSchema.parse(item);
    const plan = await readGroup(store, run, group);
    const images = await readPlacedImages(store, run, group.band, plan.images);
    return overlapsTask(run, group, plan, images);
  },
  tiles: async (store, run, item) => {
    const { band, npix } = plateItemSchema.parse(item);
    const [sky, plan, plate] = await Promise.all([
      readSkyParameters(store, run),
      readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema),
      readPlatePlan(store, run, { band, npix }),
    ]);
    const places = plate.images.map(([place]) => place);
    return tilesTask(
      run,
      { plan, sky, band, npix },
      await readPlacedImages(store, run, band, plate.images),
      await readPlanes(store, run, band, places),
    );
  },
  strips: async (store, run, item) =>
    (await loadStrip(store, run, stripItemSchema.parse(item))).task,
  mosaics: async (store, run, item) =>
    (await loadMosaic(store, run, mosaicItemSchema.parse(item))).task,
  pictures: async (store, run, item) => {
    const sky = await readSkyParameters(store, run);
    const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
    const scales = await readScales(store, run, sky);
    return picturesTask(run, { plan, sky, item: pictureItemSchema.parse(item), scales }, (key) =>
      joinUrl(run, key),
    );
  },
};
