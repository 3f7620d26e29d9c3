import { keys } from '../../shared/contracts/keys.ts';
import { type PartSizes, sizesOfParts } from '../../shared/contracts/report-parts.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { IMAGES_PER_PART } from '../../shared/contracts/sky-map/plan.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { ReportParts, SkyPart, TaskPart } from './report-parts.ts';
import { itemsUrl, stagesSummed } from './sum-tasks.ts';

/**
 * Cuts what a report of a sky map or of mosaics reads into parts, by the plan alone, and writes
 * them: none where each stage and each band would be one.
 */
export async function cutReport(
  store: Store,
  run: string,
  machine: Machine,
  sizes: PartSizes = sizesOfParts,
): Promise<ReportParts> {
  const tasks: TaskPart[] = [];
  for (const stage of stagesSummed) {
    const url = itemsUrl(run, stage);
    if (!(await store.head(url))) continue; // the run did not come so far
    const most = stage === 'images' ? sizes.chunks : sizes.tasks;
    for (const range of await cutLines(store, url, most))
      tasks.push({ part: tasks.length, stage, ...range });
  }
  const sky = machine === 'sky-map' ? await cutSky(store, run, sizes) : [];
  const isCut =
    tasks.some(({ stage }, i) => tasks[i - 1]?.stage === stage) ||
    sky.some((part) => 'firstPart' in part && part.firstPart > 0);
  const parts = isCut ? { tasks, sky } : { tasks: [], sky: [] };
  await store.put(joinUrl(run, keys.reportParts), `${JSON.stringify(parts)}\n`);
  return parts;
}

/** Ranges of bytes of so many lines each. */
async function cutLines(store: Store, url: string, most: number) {
  const ranges: { offset: number; length: number }[] = [];
  let [offset, length, lines] = [0, 0, 0];
  for await (const line of readLines(store, url)) {
    if (line === '') continue;
    length += Buffer.byteLength(line) + 1;
    if (++lines < most) continue;
    ranges.push({ offset, length });
    [offset, length, lines] = [offset + length, 0, 0];
  }
  return length > 0 ? [...ranges, { offset, length }] : ranges;
}

/** The images of each band, and its seams. */
async function cutSky(store: Store, run: string, { files }: PartSizes): Promise<SkyPart[]> {
  const parts: SkyPart[] = [];
  for (const { band, images } of await readPlanBands(store, run)) {
    for (let first = 0; first < images; first += files * IMAGES_PER_PART)
      parts.push({
        ...{ part: parts.length, band, firstPart: first / IMAGES_PER_PART },
        images: Math.min(images - first, files * IMAGES_PER_PART),
      });
    parts.push({ part: parts.length, seamsOf: band });
  }
  return parts;
}
