import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import {
  mosaicItemSchema,
  mosaicPlanSchema,
  mosaicsPlanSchema,
} from '../../shared/contracts/mosaics/plan.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import { estimateMosaicsTask, estimateStripsTask } from '../../shared/estimate/mosaic-tasks.ts';
import { rangeRequests, requestsAsBuilt } from '../../shared/estimate/requests.ts';
import { type EstimatedImage, IMAGE_NOTE, imageUse } from '../../shared/estimate/sky-map-tasks.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { requestedCompression } from '../../shared/run/mosaics/compression.ts';
import { readMosaicParameters } from '../../shared/run/parameters.ts';
import { firstPlaces } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** An image of the plan: its file, and arcsec of its pixels. */
export type PlannedFile = EstimatedImage & { pixelScale: number };

/** Bytes of a pixel's planes: as floats, and compressed without loss where there is noise. */
const PLAIN = 10;
const PACKED = 2.9;

/** The maps of a mosaic run that a sky map has not, task by task as they were planned. */
export async function mosaicMaps(
  store: Store,
  run: string,
  files: readonly PlannedFile[],
): Promise<[StageWork, StageWork]> {
  const [parameters, plan] = await Promise.all([
    readMosaicParameters(store, run),
    readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema),
  ]);
  const grid = gridOf(plan.grid);
  const firstOf = await firstPlaces(store, run);
  const isPacked = requestedCompression(parameters, plan.grid.kind) !== 'none';
  const bytesPerPixel = isPacked ? PACKED : PLAIN;
  const strips: StageWork['groups'][number][] = [];
  const mosaics: StageWork['groups'][number][] = [];
  const items = readJsonLines(store, joinUrl(run, mosaicKeys.mosaicItems), mosaicItemSchema);
  for await (const { band, name, place } of items) {
    const key = mosaicKeys.mosaicPlan(band, name);
    const first = firstOf.get(band)!;
    const own = await readJson(store, joinUrl(run, key), mosaicPlanSchema);
    const { width, height, wcs } = grid.tile(place);
    const pixelsOf = (rows: number) => ({
      mpix: (rows * width) / 1e6,
      bytes: rows * width * bytesPerPixel,
      isPacked,
    });
    // Of each image as much as of the strips that it is on.
    const shares = own.images.map(([at]) => {
      const { pixels, pixelScale } = files[first + at]!;
      return (pixels * (pixelScale / wcs.pixelScale) ** 2) / 1e6;
    });
    const on = own.images.map((_, k) =>
      own.strips.reduce((sum, { rows, images }) => sum + (images.includes(k) ? rows : 0), 0),
    );
    for (const { rows, images } of own.strips) {
      const places = images.map((k) => first + own.images[k]![0]);
      const painted = images.reduce((sum, k) => sum + (shares[k]! * rows) / on[k]!, 0);
      const uses = places.map((at) => imageUse(at, files[at]!, requestsAsBuilt.imagesAhead));
      const task = { count: places.length, ranges: rangeRequests(places, IMAGE_NOTE), uses };
      const work = estimateStripsTask(task, painted, pixelsOf(rows), requestsAsBuilt);
      strips.push({ count: 1, work });
    }
    const work = estimateMosaicsTask(own.strips.length, own.images.length, pixelsOf(height));
    mosaics.push({ count: 1, work });
  }
  return [
    { stage: 'strips', kind: 'map', groups: strips },
    { stage: 'mosaics', kind: 'map', groups: mosaics },
  ];
}
