import type { RunRecord } from '../../api/cost/read-records.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { mosaicsPlanSchema } from '../../shared/contracts/mosaics/plan.ts';
import { type PlannedImage, plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { OVERLAPS_PER_PACK } from '../../shared/contracts/sky-map/overlaps.ts';
import { IMAGES_PER_PART } from '../../shared/contracts/sky-map/plan.ts';
import type { TileBytes } from '../../shared/estimate/rates.ts';
import { requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { reportOf, skyMapParts, skyMapReduce } from '../../shared/estimate/sky-map-reduces.ts';
import { plannedToBackground } from '../../shared/estimate/sky-map-run.ts';
import { objectsOf, type Whole } from '../../shared/estimate/whole-run.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import { readJson } from '../../shared/run/json.ts';
import { readPlanImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { countNamingCompanions } from './file-shape.ts';
import { mosaicMaps } from './mosaic-run.ts';
import { plannedChunks, plannedFiles, plannedOverlaps } from './sky-map-work.ts';

/** The work of mosaics that are planned. */
export async function mosaicWork(
  store: Store,
  run: string,
  records: readonly RunRecord[],
  bytes: TileBytes,
): Promise<StageWork[]> {
  const images: Pick<PlannedImage, 'item'>[] = [];
  const itemSchema = plannedImageSchema.pick({ item: true });
  for await (const image of readPlanImages(store, run, itemSchema)) images.push(image);
  const files = await plannedFiles(store, run, records);
  const chunks = await plannedChunks(store, run, images);
  const overlaps = await plannedOverlaps(store, run);
  const [strips, mosaics] = await mosaicMaps(store, run, files);
  const { bands } = await readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema);
  const tiles = mosaics.groups.length;
  const whole: Whole = {
    ...{ images: images.length, chunks: chunks.length, groups: overlaps.length },
    namingCompanions: countNamingCompanions(new Set(images.map(({ item }) => item.uri))),
    pairs: overlaps.reduce((sum, { pairs }) => sum + pairs, 0),
    // What a reduce goes through: strips as if they were plates, mosaics as if they were cells.
    ...{ plates: strips.groups.length, painted: strips.groups.length, colourPlates: 0 },
    ...{ cells: tiles, colourCells: 0, baseCells: 0 },
    ...{ leaves: 0, bandLeaves: 0, plateOrder: 0, bands: bands.length },
    parts: objectsOf(images.length, bands.length, IMAGES_PER_PART),
    packs: objectsOf(overlaps.length, bands.length, OVERLAPS_PER_PACK) + tiles,
    ...{ files: 3 * tiles, mosaics: tiles },
    products: { colour: false, pictures: 'all', fits: true },
  };
  return [
    ...plannedToBackground({ images: files, chunks, overlaps }, whole, bytes, requestsAsBuilt),
    strips,
    skyMapParts('stretch', whole, bytes),
    skyMapReduce('stretch', whole, bytes),
    mosaics,
    ...reportOf(whole, bytes),
  ];
}
