import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { values } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { type Moc, mocPixels } from '../../shared/core/moc/moc.ts';
import { encodePng } from '../../shared/pictures/png.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { pictureKind, readTiles } from './build-pictures.ts';
import { type SurveyJob, urlIn } from './survey-job.ts';

/** tiles asked for at the same time: a megabyte each */
const READ_AHEAD = 16;

/** The Allsky of a survey, from its tiles as they are published: `moc` has the deepest of them. */
export async function buildAllsky(job: SurveyJob, moc: Moc, hasValues: boolean): Promise<void> {
  const { store, plan } = job;
  const order = allskyOrder(plan.order);
  const below = 4 ** (plan.order - order);
  const cells = new Set<number>();
  for (const cell of mocPixels(moc)) cells.add(Math.floor(cell / below));
  if (hasValues) await buildValues(job, order, cells);
  const { kind, channels } = pictureKind(job);
  const sheet = new Allsky(order, plan.width, kind);
  for await (const { ipix, pixels } of readTiles(job, order, cells)) sheet.put(ipix, pixels);
  const { pixels: data, width, height } = sheet;
  await store.put(
    urlIn(job, allskyPath(order, 'png')),
    encodePng({ data, width, height, channels }),
  );
}

/** The same as values. */
async function buildValues(job: SurveyJob, order: number, cells: Iterable<number>): Promise<void> {
  const sheet = new Allsky(order, job.plan.width, values);
  const tiles = ahead(cells, READ_AHEAD, async (ipix) => {
    const url = urlIn(job, tilePath(order, ipix, 'fits'));
    const file = await openFits(memorySource(await job.store.get(url), url));
    return { ipix, pixels: (await readFloat32(await file.hdu(0))).data };
  });
  for await (const { ipix, pixels } of tiles) sheet.put(ipix, pixels);
  await job.store.put(
    urlIn(job, allskyPath(order, 'fits')),
    writeFits([writeImage(sheet.pixels, [sheet.width, sheet.height])]),
  );
}
