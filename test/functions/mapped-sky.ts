import { drawPlate } from '../../functions/draw-pictures/draw-plate.ts';
import { makeStretches } from '../../functions/make-stretch/make-stretches.ts';
import { sumBand } from '../../functions/make-stretch/sum-band.ts';
import { matchBackground } from '../../functions/match-background/match-background.ts';
import { compareGroup } from '../../functions/measure-overlaps/compare-group.ts';
import { type PlateTools, paintPlate } from '../../functions/paint-tiles/paint-plate.ts';
import { joinBands } from '../../functions/plan-sky/join-bands.ts';
import { planBand } from '../../functions/plan-sky/plan-band.ts';
import { sortBands } from '../../functions/plan-sky/sort-bands.ts';
import { FirstFiles } from '../../functions/read-images/first-files.ts';
import { readHeader } from '../../functions/read-images/read-header.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { type OverlapItem, overlapsTask } from '../../shared/contracts/sky-map/overlaps.ts';
import { type PictureItem, picturesTask } from '../../shared/contracts/sky-map/pictures.ts';
import { type SkyPlan, skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { type PlateItem, tilesTask } from '../../shared/contracts/sky-map/tiles.ts';
import { newPaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { TilePacker } from '../../shared/core/tiles/tile-packer.ts';
import { ImageReader } from '../../shared/run/image-reader.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readGroup, readPlatePlan } from '../../shared/run/plan/plan-packs.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { readPlanes } from '../../shared/run/planes.ts';
import { PlateReader } from '../../shared/run/plate-tiles.ts';
import { readScales } from '../../shared/run/stretches.ts';
import { OUTPUTS_AT_ONCE, runTask } from '../../shared/run/task.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { type Frame, fitsOf } from '../end-to-end/sky/frames.ts';
import { putLines, putRecord, RUN, recordOf, textOf, urlOf } from '../run/run-objects.ts';

/** Where the images of a map stand: each is NAME.fits. */
export const imageUrl = (name: string): string => `memory://bucket/in/${name}.fits`;

/** The lines of one of the run's files. */
export const linesOf = async <T>(store: Store, key: string): Promise<T[]> =>
  (await textOf(store, key))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A run in memory with these parameters whose images have been read. */
export async function readRun(frames: Record<string, Frame>, parameters: object): Promise<Store> {
  const store = memoryStore();
  const names = Object.keys(frames);
  for (const name of names) await store.put(imageUrl(name), fitsOf(frames[name]!));
  const items = names.map((name, i) => ({ line: i + 1, uri: imageUrl(name), name }));
  await store.put(urlOf(keys.parameters), JSON.stringify(parameters));
  await putLines(store, keys.list, items);
  const { size } = (await store.head(urlOf(keys.list)))!;
  await putLines(store, skyKeys.chunks, [{ chunk: 0, offset: 0, length: size }]);
  const read = await Promise.all(
    items.map(async (item) =>
      readHeader(new FirstFiles(store, []).open, item, null).then(({ images }) => images),
    ),
  );
  await putRecord(store, recordOf('images', '00000', { images: read.flat() }));
  return store;
}

/** Plans the images that were read, as the functions do. Answers what was decided for all. */
export async function planAll(store: Store): Promise<SkyPlan> {
  const { bands } = await sortBands(store, RUN);
  do for (const band of bands) await planBand(store, RUN, band);
  while ((await joinBands(store, RUN, 1)).isDeeper);
  return readJson(store, urlOf(skyKeys.plan), skyPlanSchema);
}

/** The same, planned as a sky map. */
export async function plannedSky(
  frames: Record<string, Frame>,
  options: object = {},
): Promise<Store> {
  const store = await readRun(frames, { sky: options });
  await planAll(store);
  return store;
}

/** Measures a group of overlaps as the function does. Answers its record. */
export async function measureGroup(store: Store, item: OverlapItem) {
  const plan = await readGroup(store, RUN, item);
  const images = await readPlacedImages(store, RUN, item.band, plan.images);
  return runTask(store, overlapsTask(RUN, item, plan, images), (counted, heads) =>
    compareGroup(counted, { plan, images, heads }, new ImageReader()),
  );
}

/** Matches the backgrounds of all bands. Answers the images and pairs of all. */
export async function matchAll(store: Store): Promise<{ images: number; pairs: number }> {
  const sum = { images: 0, pairs: 0 };
  for (const { band } of await readPlanBands(store, RUN)) {
    const { images, pairs } = await matchBackground(store, RUN, band);
    sum.images += images;
    sum.pairs += pairs;
  }
  return sum;
}

/** Paints a plate as the function does. Answers its record. */
export async function paintOne(store: Store, band: string, npix: number) {
  const tools: PlateTools = {
    reader: new ImageReader(),
    packer: new TilePacker(OUTPUTS_AT_ONCE + 2),
    memory: newPaintMemory(),
  };
  const sky = await readSkyParameters(store, RUN);
  const plan = await readJson(store, urlOf(skyKeys.plan), skyPlanSchema);
  const { images: refs } = await readPlatePlan(store, RUN, { band, npix });
  const images = await readPlacedImages(store, RUN, band, refs);
  const places = refs.map(([place]) => place);
  const planes = await readPlanes(store, RUN, band, places);
  return runTask(
    store,
    tilesTask(RUN, { plan, sky, band, npix }, images, planes),
    (counted, heads) =>
      paintPlate(
        counted,
        { ...plan, npix },
        { band, images, planes, heads, isUnweighted: plan.unweighted.includes(band) },
        sky,
        tools,
      ),
  );
}

/** Measures, matches and paints all that the plan has. */
export async function paintedSky(
  frames: Record<string, Frame>,
  options: object = {},
): Promise<Store> {
  const store = await plannedSky(frames, options);
  for (const item of await linesOf<OverlapItem>(store, skyKeys.overlapItems))
    await measureGroup(store, item);
  await matchAll(store);
  for (const { band, npix } of await linesOf<PlateItem>(store, skyKeys.plateItems))
    await paintOne(store, band, npix);
  return store;
}

/** Adds the histograms of each band, and makes of all what the function answers of them. */
export async function stretchAll(store: Store) {
  const { bands } = await readJson(store, urlOf(skyKeys.plan), skyPlanSchema);
  for (const band of bands) await sumBand(store, RUN, { machine: 'sky-map', band });
  return makeStretches(store, RUN, 1);
}

/** Draws the pictures of a plate as the function does. Answers its record. */
export async function drawOne(store: Store, item: PictureItem) {
  const sky = await readSkyParameters(store, RUN);
  const plan = await readJson(store, urlOf(skyKeys.plan), skyPlanSchema);
  const scales = await readScales(store, RUN, sky);
  const readers = [0, 1, 2].map(() => new PlateReader());
  return runTask(store, picturesTask(RUN, { plan, sky, item, scales }, urlOf), async (counted) => ({
    outputs: drawPlate(
      counted,
      { run: RUN, plan, sky, item, ...scales },
      (place) => readers[place]!,
    ),
    warnings: [],
  }));
}

/** The same, stretched and drawn. */
export async function drawnSky(
  frames: Record<string, Frame>,
  options: object = {},
): Promise<Store> {
  const store = await paintedSky(frames, options);
  await stretchAll(store);
  for (const item of await linesOf<PictureItem>(store, skyKeys.pictureItems))
    await drawOne(store, item);
  return store;
}
