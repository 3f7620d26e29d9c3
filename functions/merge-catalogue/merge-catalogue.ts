import { type VolumePlan, volumeKeys } from '../../shared/contracts/catalogue.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { failDamaged } from '../../shared/run/catalogue/fail-image.ts';
import { mergeVolume } from '../../shared/run/catalogue/merge-volume.ts';
import { catalogueReader } from '../../shared/run/catalogue/read-catalogue.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type ImageCatalogue, imageCatalogue } from './image-catalogue.ts';
import { catalogueLimits, planCatalogue } from './plan-catalogue.ts';
import { searchedOnce } from './searched-once.ts';
import { writeCompleteness } from './write-completeness.ts';

/** Plans of volumes written at the same time. */
const WRITE_AHEAD = 16;

/**
 * Merges the catalogues of all images into one data set, sorted by HEALPix index, and marks what
 * was found in several of them. As Parquet, as FITS, and their places for DS9. An image whose
 * catalogue is damaged or gone fails; the others are merged. A catalogue of more rows than one
 * volume has is planned only. Answers how many volumes are to be merged yet. Throws StoreError,
 * RunError.
 */
export async function mergeCatalogue(store: Store, run: string): Promise<{ volumes: number }> {
  const parameters = await readParameters(store, run);
  const { unique, positions, completeness, catalogue: limits = catalogueLimits } = parameters;
  const images: ImageCatalogue[] = [];
  // what was measured at given places stands in tables of its own
  for await (const { item, detections } of searchedOnce(store, run))
    if (!positions) images.push(imageCatalogue(item, detections));
  if (completeness) await writeCompleteness(store, run);
  if (positions) return { volumes: 0 };
  const volumes = planCatalogue(images, unique === true, limits);
  await removeOthers(store, run, volumes);
  const rows = volumes.reduce((sum, volume) => sum + rowsIn(volume), 0);
  const isSmall = rows <= limits.rowsOfVolume;
  if (isSmall) await mergeWhole(store, run, volumes[0]!);
  await writeVolumes(store, run, isSmall ? [] : volumes);
  return { volumes: isSmall ? 0 : volumes.length };
}

const rowsIn = ({ parts }: VolumePlan): number => parts.reduce((sum, { rows }) => sum + rows, 0);

async function mergeWhole(store: Store, run: string, plan: VolumePlan): Promise<void> {
  const { read, damaged } = catalogueReader(store, run);
  for await (const { key, body } of mergeVolume(read, plan))
    await store.put(joinUrl(run, key), body);
  await failDamaged(store, run, plan.images, damaged);
}

/** The plan of each volume, then their list. */
async function writeVolumes(
  store: Store,
  run: string,
  volumes: readonly VolumePlan[],
): Promise<void> {
  const put = (key: string, body: string) => store.put(joinUrl(run, key), body);
  const putPlan = (plan: VolumePlan) =>
    put(volumeKeys.plan(plan.volume), `${JSON.stringify(plan)}\n`);
  for await (const _ of ahead(volumes, WRITE_AHEAD, putPlan));
  const items = volumes.map((plan) => ({ volume: plan.volume, rows: rowsIn(plan) }));
  await put(volumeKeys.items, jsonLines(items));
}

/** Removes what an earlier, longer run left in the same folder. */
async function removeOthers(
  store: Store,
  run: string,
  volumes: readonly VolumePlan[],
): Promise<void> {
  const names = volumes.flatMap(({ volume, firstPart, parts }) => [
    ...parts.map((_, place) => keys.cataloguePart(firstPart + place)),
    keys.catalogueFits(volume),
    keys.catalogueRegions(volume),
  ]);
  const made = new Set(names.map((key) => joinUrl(run, key)));
  const folder = joinUrl(run, keys.cataloguePart(0)).replace(/[^/]*$/, '');
  for await (const { url } of store.list(folder)) if (!made.has(url)) await store.delete(url);
}
