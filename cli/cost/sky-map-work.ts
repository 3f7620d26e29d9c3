import type { RunRecord } from '../../api/cost/read-records.ts';
import {
  chunkSchema,
  type PlannedImage,
  plannedImageSchema,
} from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { overlapGroupSchema, overlapItemSchema } from '../../shared/contracts/sky-map/overlaps.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import type { TileBytes } from '../../shared/estimate/rates.ts';
import { requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { skyMapOfRun } from '../../shared/estimate/sky-map-run.ts';
import type { EstimatedImage } from '../../shared/estimate/sky-map-tasks.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import { readChunk } from '../../shared/run/image-ledger.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
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
  const images = readJsonLines(store, joinUrl(run, skyKeys.images), plannedImageSchema);
  for await (const image of images)
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
  for await (const image of readJsonLines(
    store,
    joinUrl(run, skyKeys.images),
    plannedImageSchema,
  )) {
    images.push(image);
    skyImages.add(image);
  }
  return skyMapOfRun(
    {
      images: images.map((image) => estimatedImage(image, sizes)),
      namingCompanions: countNamingCompanions(new Set(images.map(({ item }) => item.uri))),
      plan: planSkyMap(skyImages, sky.order === undefined ? {} : { order: sky.order }),
      chunks: await chunksOf(store, run, images),
      overlaps: await overlapsOf(store, run),
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

/** Per task of the stage images the places of its images in the plan. */
async function chunksOf(
  store: Store,
  run: string,
  images: readonly PlannedImage[],
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
async function overlapsOf(
  store: Store,
  run: string,
): Promise<{ places: number[]; pairs: number }[]> {
  const overlaps: { places: number[]; pairs: number }[] = [];
  for await (const { group } of readJsonLines(
    store,
    joinUrl(run, skyKeys.overlapItems),
    overlapItemSchema,
  )) {
    const { images, pairs } = await readJson(
      store,
      joinUrl(run, skyKeys.overlapGroup(group)),
      overlapGroupSchema,
    );
    overlaps.push({ places: images.map(([place]) => place), pairs: pairs.length });
  }
  return overlaps;
}
