import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { cellsWithData } from '../../shared/core/hips/coverage.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { values } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { greyPicture } from '../../shared/core/pictures/tile-grey.ts';
import { levelOf } from '../../shared/core/stretch/level-of.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import { tileToFits } from '../../shared/core/tiles/tile-file.ts';
import { openPlate } from '../../shared/lambda/plate-tiles.ts';
import { encodePng } from '../../shared/lambda/png.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { buildPictures } from './build-pictures.ts';
import { mostPlatesInParts, partLevels, putsAtOnce, type SurveyJob, urlIn } from './survey-job.ts';

/** plates asked for at the same time: a megabyte each */
const readAhead = 16;

/** The orders above a band's plates, as values and as pictures, and its Allsky. Answers the cells of the deepest order. */
export async function buildBand(job: SurveyJob, stretch: Stretch): Promise<number[]> {
  const { store, run, plan, sky, survey, plates, parts } = job;
  const { order, plateOrder, width, frame } = plan;
  const toLevels = levelOf(stretch);
  const deepest: number[] = [];
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, values);
  // Where the stretch changes from place to place, pictures are the means of their pictures.
  const ownPictures = !sky.adaptive;

  async function* tops(): AsyncGenerator<Tile<Float32Array>> {
    const opened = ahead(plates, readAhead, async (npix) => {
      const plate = await openPlate(store, run, survey, npix);
      const top = plate.entries.find((entry) => entry.order === plateOrder);
      return { npix, plate, pixels: top && (await plate.pixels(top)) };
    });
    for await (const { npix, plate, pixels } of opened) {
      for (const entry of plate.entries) {
        if (entry.order === order) deepest.push(entry.npix);
        if (entry.order === sheetOrder) sheet.put(entry.npix, await plate.pixels(entry));
      }
      if (!pixels) continue;
      if (plates.length <= mostPlatesInParts) {
        parts.push(...cellsWithData({ order: plateOrder, npix, width }, partLevels, pixels));
      }
      yield { order: plateOrder, ipix: npix, pixels };
    }
  }

  const png = (pixels: Float32Array, across: number, down: number) =>
    encodePng(greyPicture(toLevels(pixels), across, down));
  const put = async ({ order: o, ipix, pixels }: Tile<Float32Array>) => {
    if (o === sheetOrder) sheet.put(ipix, pixels);
    if (ownPictures) await store.put(urlIn(job, tilePath(o, ipix, 'png')), png(pixels, width, width));
    if (sky.fits)
      await store.put(
        urlIn(job, tilePath(o, ipix, 'fits')),
        tileToFits({ order: o, npix: ipix, width, frame }, pixels),
      );
  };
  for await (const _ of ahead(lowOrders(plateOrder, width, tops(), values), putsAtOnce, put));
  if (!ownPictures) await buildPictures(job, deepest);
  await Promise.all([
    sky.fits &&
      store.put(
        urlIn(job, allskyPath(sheetOrder, 'fits')),
        writeFits([writeImage(sheet.pixels, [sheet.width, sheet.height])]),
      ),
    ownPictures &&
      store.put(urlIn(job, allskyPath(sheetOrder, 'png')), png(sheet.pixels, sheet.width, sheet.height)),
  ]);
  return deepest;
}

/** The cells of the deepest order of a band that is no survey of its own. */
export async function cellsOfBand({ store, run, plan, survey, plates }: SurveyJob): Promise<number[]> {
  const cells: number[] = [];
  const opened = ahead(plates, readAhead, (npix) => openPlate(store, run, survey, npix));
  for await (const { entries } of opened) {
    for (const { order, npix } of entries) if (order === plan.order) cells.push(npix);
  }
  return cells;
}
