import type { RunRecord } from '../../api/cost/read-records.ts';
import {
  chunkSchema,
  type PlannedImage,
  plannedImageSchema,
} from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { OVERLAPS_PER_PACK, overlapItemSchema } from '../../shared/contracts/sky-map/overlaps.ts';
import { IMAGES_PER_PART } from '../../shared/contracts/sky-map/plan.ts';
import { packOfPlate, plateItemSchema } from '../../shared/contracts/sky-map/tiles.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import type { TileBytes } from '../../shared/estimate/rates.ts';
import { requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { skyMapOfRun } from '../../shared/estimate/sky-map-run.ts';
import type { EstimatedImage } from '../../shared/estimate/sky-map-tasks.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import { readChunk } from '../../shared/run/image-ledger.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readGroup } from '../../shared/run/plan/plan-packs.ts';
import { firstPlaces, readPlanBands, readPlanImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { countNamingCompanions, shapeOf } from './file-shape.ts';
import type { PlannedFile } from './mosaic-run.ts';

/** The files of a planned run's images, in their order. */
export async function plannedFiles(
  store: Store,
  run: string,
  records: readonly RunRecord[],
): Promise<PlannedFile[]> {
  const sizes = sizesOf(records);
  const files: PlannedFile[] = [];
  for await (const image of readPlanImages(store, run, plannedImageSchema))
    files.push({ ...estimatedImage(image, sizes), pixelScale: image.pixelScale });
  return files;
}

const sizesOf = (records: readonly RunRecord[]): ReadonlyMap<string, number> =>
  new Map(records.flatMap(({ inputs }) => inputs.map(({ url, bytes }) => [url, bytes])));

/** The work of a sky map that is planned. */
export async function skyMapOf(
  store: Store,
  run: string,
  records: readonly RunRecord[],
  tileBytes: TileBytes,
): Promise<StageWork[]> {
  const sizes = sizesOf(records);
  const sky = await readSkyParameters(store, run);
  const images: PlannedImage[] = [];
  const skyImages = new SkyImages(sky.frame);
  for await (const image of readPlanImages(store, run, plannedImageSchema)) {
    images.push(image);
    skyImages.add(image);
  }
  return skyMapOfRun(
    {
      images: images.map((image) => estimatedImage(image, sizes)),
      namingCompanions: countNamingCompanions(new Set(images.map(({ item }) => item.uri))),
      plan: planSkyMap(skyImages, sky.order === undefined ? {} : { order: sky.order }),
      objects: await objectsOf(store, run),
      chunks: await plannedChunks(store, run, images),
      overlaps: await plannedOverlaps(store, run),
      products: { colour: sky.bands !== undefined, pictures: sky.publish, fits: sky.fits },
      colourBands: sky.bands ? [sky.bands.r, sky.bands.g, sky.bands.b] : [],
    },
    tileBytes,
    requestsAsBuilt,
  );
}

function estimatedImage(
  { item, width, height, noise, quality }: PlannedImage,
  sizes: ReadonlyMap<string, number>,
): EstimatedImage {
  const beside = new Set([noise?.file?.url, quality?.file?.url].filter((url) => url !== undefined))
    .size;
  const size = sizes.get(item.uri) ?? 4 * width * height;
  return { ...shapeOf(item.uri, size), pixels: width * height, bytes: size, beside };
}

/** Per task of the stage images the places of its images in the plan, of these images. */
export async function plannedChunks(
  store: Store,
  run: string,
  images: readonly Pick<PlannedImage, 'item'>[],
): Promise<number[][]> {
  const placesOf = new Map<number, number[]>();
  for (const [place, { item }] of images.entries())
    placesOf.set(item.line, [...(placesOf.get(item.line) ?? []), place]);
  const chunks: number[][] = [];
  for await (const chunk of readJsonLines(store, joinUrl(run, skyKeys.chunks), chunkSchema)) {
    const items = await readChunk(store, run, chunk);
    chunks.push(items.flatMap(({ line }) => placesOf.get(line) ?? []));
  }
  return chunks;
}

/** Per task of the stage overlaps the places of its images in the plan, and its pairs. */
export async function plannedOverlaps(
  store: Store,
  run: string,
): Promise<{ places: number[]; pairs: number }[]> {
  const overlaps: { places: number[]; pairs: number }[] = [];
  const firstOf = await firstPlaces(store, run);
  const items = readJsonLines(store, joinUrl(run, skyKeys.overlapItems), overlapItemSchema);
  for await (const item of items) {
    const { images, pairs } = await readGroup(store, run, item);
    const first = firstOf.get(item.band)!;
    overlaps.push({ places: images.map(([place]) => first + place), pairs: pairs.length });
  }
  return overlaps;
}

/** Objects that the plan's images stand in, and its groups and plates. */
async function objectsOf(store: Store, run: string): Promise<{ parts: number; packs: number }> {
  const packs = new Set<string>();
  const groups = readJsonLines(store, joinUrl(run, skyKeys.overlapItems), overlapItemSchema);
  for await (const { band, group } of groups)
    packs.add(skyKeys.overlapGroups(band, Math.floor(group / OVERLAPS_PER_PACK)));
  const plates = readJsonLines(store, joinUrl(run, skyKeys.plateItems), plateItemSchema);
  for await (const { band, npix } of plates) packs.add(skyKeys.platePlans(band, packOfPlate(npix)));
  const bands = await readPlanBands(store, run);
  const parts = bands.reduce((sum, { images }) => sum + Math.ceil(images / IMAGES_PER_PART), 0);
  return { parts, packs: packs.size };
}
