import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem } from '../../shared/contracts/mosaics/plan.ts';
import { COLOUR_SURVEY } from '../../shared/contracts/sky-map/keys.ts';
import type { Rgb } from '../../shared/core/pictures/tile-colour.ts';
import { mosaicPage } from '../../shared/pages/mosaic/page.ts';
import type { ColourPart, WholeWork } from '../../shared/run/mosaics/load-work.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { drawPreview, type SmallMosaic, smallPixels } from './draw-preview.ts';
import { mosaicOutput } from './mosaic-output.ts';
import { pageInput } from './page-input.ts';
import { paintedStrips, withoutGaps } from './strips.ts';

/** A mosaic to be written; `unread`: rows of its images that a strip could not read. */
export type MosaicJob = PlannedMosaic & { unread: ReadonlySet<number> };
type PlannedMosaic = WholeWork & { item: MosaicItem };

/**
 * The file of a mosaic, strip by strip, its picture and its page; with the red one of three also
 * the picture in colour. One without any value is not written. A strip that broke off is empty
 * here; its own record says why. `there`: URLs of what is known of strips that were painted.
 */
export async function writeMosaic(
  store: Store,
  run: string,
  planned: PlannedMosaic,
  there: ReadonlySet<string>,
): Promise<TaskResult> {
  const { band, name } = planned.item;
  const painted = await paintedStrips(store, run, planned.item, planned.strips, there);
  const job = { ...planned, unread: new Set(painted.flatMap(({ unread }) => unread)) };
  const values = painted.reduce((sum, one) => sum + one.values, 0);
  if (values === 0)
    return {
      outputs: [],
      warnings: ['No image has a value here: it is not written'],
      failures: [],
    };
  async function* outputs(): AsyncGenerator<Output> {
    const strips = withoutGaps(painted, job);
    yield await mosaicOutput(store, job, strips);
    if (!job.stretch) return;
    const small = { pixels: await smallPixels(job.tile, painted), stretch: job.stretch };
    yield {
      key: mosaicKeys.preview(band, name),
      body: await drawPreview(job.tile, [small, small, small]),
    };
    if (job.colour?.[0].band === band)
      yield {
        key: mosaicKeys.preview(COLOUR_SURVEY, name),
        body: await drawPreview(job.tile, await smallParts(store, run, job, job.colour, there)),
      };
    const page = pageInput({ ...job, stretch: job.stretch }, values);
    yield { key: mosaicKeys.page(band, name), body: mosaicPage(page) };
  }
  return { outputs: outputs(), warnings: [], failures: [] };
}

/** The three bands of a picture in colour. */
async function smallParts(
  store: Store,
  run: string,
  { item: { name }, tile }: MosaicJob,
  parts: Rgb<ColourPart>,
  there: ReadonlySet<string>,
): Promise<Rgb<SmallMosaic>> {
  const out: SmallMosaic[] = [];
  for (const { band, strips, stretch } of parts) {
    const painted = await paintedStrips(store, run, { band, name }, strips, there);
    out.push({ pixels: await smallPixels(tile, painted), stretch });
  }
  return out as unknown as Rgb<SmallMosaic>;
}
