import { UsageError } from '../../local/usage-error.ts';
import {
  chunkSchema,
  type PlannedImage,
  plannedImageSchema,
} from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { overlapGroupSchema, overlapItemSchema } from '../../shared/contracts/sky-map/overlaps.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import { stemOf, tellsOfCompanions } from '../../shared/core/planes/beside.ts';
import { detectReduces, estimateDetectionsTask } from '../../shared/estimate/detect-tasks.ts';
import type { TileBytes } from '../../shared/estimate/rates.ts';
import { requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { skyMapOfRun } from '../../shared/estimate/sky-map-run.ts';
import type { EstimatedImage } from '../../shared/estimate/sky-map-tasks.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import { readChunk } from '../../shared/run/image-ledger.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, schemeOf } from '../../shared/store/url.ts';
import type { PlannedFile } from './mosaic-run.ts';
import type { RunRecord } from './read-records.ts';

/**
 * A run's own work: its images, its plan, what its tasks read; nothing of how long they took.
 * Throws UsageError.
 */
export async function readRun(
  store: Store,
  run: string,
  label: string,
  records: readonly RunRecord[],
  bytes: TileBytes,
): Promise<StageWork[]> {
  const stages = new Set(records.map(({ stage }) => stage));
  if (stages.has('detections')) return detectionsOf(records);
  if (stages.has('tiles')) return skyMapOf(store, run, records, bytes);
  if (stages.has('strips'))
    throw new UsageError(
      `${label} made mosaics, which are predicted of a survey alone: starfan estimate --survey galactic-plane; what it cost says starfan cost`,
    );
  throw new UsageError(
    `the run ${label} has records of ${[...stages].join(', ')} alone: let the run finish first`,
  );
}

/** How a file's pixels are packed, by its name. */
const compressionOf = (uri: string): 'none' | 'gzip' | 'tiles' =>
  /\.gz$/i.test(uri) ? 'gzip' : /\.fz$/i.test(uri) ? 'tiles' : 'none';

/**
 * Images in S3 whose names say that they have companions: start-run asks for them, unless the list
 * holds them.
 */
const toldOf = (uris: Iterable<string>): number =>
  [...uris].filter((uri) => {
    const stem = stemOf(uri.slice(uri.lastIndexOf('/') + 1));
    return schemeOf(uri) === 's3' && stem !== undefined && tellsOfCompanions(stem);
  }).length;

/** A file as requests see it: a large one's HDUs are taken to be one. */
const shapeOf = (uri: string, size: number) =>
  ({ size, compression: compressionOf(uri), headers: 0, planes: 1 }) as const;

function detectionsOf(records: readonly RunRecord[]): StageWork[] {
  const done = records.flatMap(({ stage, inputs, searched }) => {
    const [input, ...companions] = inputs;
    return stage === 'detections' && input && searched ? [{ input, companions, searched }] : [];
  });
  const groups = done.map(({ input, companions, searched }) => {
    const { pixels, sources } = searched;
    const shape = shapeOf(input.url, input.bytes);
    const search = {
      ...shape,
      mpix: pixels.reduce((sum, one) => sum + one, 0) / 1e6,
      sources,
      bytes: companions.reduce((sum, { bytes }) => sum + bytes, input.bytes),
      beside: companions.length,
      unpacked: shape.compression === 'none' ? 0 : input.bytes / 1e6,
      hdus: pixels.length,
    };
    return { count: 1, work: estimateDetectionsTask([search], requestsAsBuilt) };
  });
  const sum = (of: (one: (typeof done)[number]['searched']) => number) =>
    done.reduce((total, { searched }) => total + of(searched), 0);
  const { lists, catalogue, report } = detectReduces({
    images: done.length,
    sources: sum(({ sources }) => sources),
    hdus: sum(({ pixels }) => pixels.length),
    told: toldOf(done.map(({ input }) => input.url)),
  });
  return [lists, { stage: 'detections', kind: 'map', groups }, catalogue, report];
}

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
    files.push({ ...fileOfImage(image, sizes), pixelScale: image.pixelScale });
  return files;
}

const sizesOf = (records: readonly RunRecord[]): ReadonlyMap<string, number> =>
  new Map(records.flatMap(({ inputs }) => inputs.map(({ url, bytes }) => [url, bytes])));

function fileOfImage(
  { item, width, height, noise, quality }: PlannedImage,
  sizes: ReadonlyMap<string, number>,
): EstimatedImage {
  const beside = new Set([noise?.file?.url, quality?.file?.url].filter((url) => url !== undefined))
    .size;
  const size = sizes.get(item.uri) ?? 4 * width * height;
  return { ...shapeOf(item.uri, size), pixels: width * height, bytes: size, beside };
}

/** The work of a sky map that is planned. */
export async function skyMapOf(
  store: Store,
  run: string,
  records: readonly RunRecord[],
  tileBytes: TileBytes,
): Promise<StageWork[]> {
  const sizes = sizesOf(records);
  const sky = await readSkyParameters(store, run);
  const images = [];
  const skyImages = new SkyImages(sky.frame);
  for await (const image of readJsonLines(
    store,
    joinUrl(run, skyKeys.images),
    plannedImageSchema,
  )) {
    images.push(image);
    skyImages.add(image);
  }
  const plan = planSkyMap(skyImages, sky.order === undefined ? {} : { order: sky.order });
  const files = images.map((image) => fileOfImage(image, sizes));
  const placesOf = new Map<number, number[]>();
  for (const [place, { item }] of images.entries())
    placesOf.set(item.line, [...(placesOf.get(item.line) ?? []), place]);
  const chunks: number[][] = [];
  for await (const chunk of readJsonLines(store, joinUrl(run, skyKeys.chunks), chunkSchema)) {
    const items = await readChunk(store, run, chunk);
    chunks.push(items.flatMap(({ line }) => placesOf.get(line) ?? []));
  }
  const overlaps: { places: number[]; pairs: number }[] = [];
  for await (const { group } of readJsonLines(
    store,
    joinUrl(run, skyKeys.overlapItems),
    overlapItemSchema,
  )) {
    const { images: refs, pairs } = await readJson(
      store,
      joinUrl(run, skyKeys.overlapGroup(group)),
      overlapGroupSchema,
    );
    overlaps.push({ places: refs.map(([place]) => place), pairs: pairs.length });
  }
  return skyMapOfRun(
    {
      images: files,
      told: toldOf(new Set(images.map(({ item }) => item.uri))),
      plan,
      chunks,
      overlaps,
      products: { colour: sky.bands !== undefined, pictures: sky.publish, fits: sky.fits },
      colourBands: sky.bands ? [sky.bands.r, sky.bands.g, sky.bands.b] : [],
    },
    tileBytes,
    requestsAsBuilt,
  );
}
