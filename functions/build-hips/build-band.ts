import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { cellsWithData } from '../../shared/core/hips/coverage.ts';
import { lowOrders, type TilePixels } from '../../shared/core/hips/low-orders.ts';
import { values } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { tileToFits } from '../../shared/core/tiles/tile-file.ts';
import { openPlate } from '../../shared/run/plate-tiles.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { buildPictures } from './build-pictures.ts';
import {
  MAX_PLATES_IN_PARTS,
  PART_LEVELS,
  PUTS_AT_ONCE,
  type SurveyJob,
  urlIn,
} from './survey-job.ts';

/** plates asked for at the same time: a megabyte each */
const READ_AHEAD = 16;

/**
 * The orders above a band's plates and its Allsky, as pictures and where they are published as
 * values. Answers the cells of the deepest order.
 */
export async function buildBand(job: SurveyJob): Promise<number[]> {
  const { store, run, plan, sky, survey, plates, parts } = job;
  const { order, plateOrder, width, frame } = plan;
  const deepest: number[] = [];
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, values);

  async function* tops(): AsyncGenerator<TilePixels<Float32Array>> {
    const opened = ahead(plates, READ_AHEAD, async (npix) => {
      const plate = await openPlate(store, run, survey, npix);
      const top = plate.entries.find((entry) => entry.order === plateOrder);
      return { npix, plate, pixels: top && (await plate.pixels(top)) };
    });
    for await (const { npix, plate, pixels } of opened) {
      for (const entry of plate.entries) {
        if (entry.order === order) deepest.push(entry.npix);
        if (sky.fits && entry.order === sheetOrder)
          sheet.put(entry.npix, await plate.pixels(entry));
      }
      if (!pixels) continue;
      if (plates.length <= MAX_PLATES_IN_PARTS) {
        parts.push(...cellsWithData({ order: plateOrder, npix, width }, PART_LEVELS, pixels));
      }
      yield { order: plateOrder, ipix: npix, pixels };
    }
  }

  const put = async ({ order: o, ipix, pixels }: TilePixels<Float32Array>) => {
    if (o === sheetOrder) sheet.put(ipix, pixels);
    const tile = tileToFits({ order: o, npix: ipix, width, frame }, pixels);
    await store.put(urlIn(job, tilePath(o, ipix, 'fits')), tile);
  };
  if (sky.fits) {
    for await (const _ of ahead(lowOrders(plateOrder, width, tops(), values), PUTS_AT_ONCE, put));
    await store.put(
      urlIn(job, allskyPath(sheetOrder, 'fits')),
      writeFits([writeImage(sheet.pixels, [sheet.width, sheet.height])]),
    );
  } else for await (const _ of tops());
  await buildPictures(job, deepest);
  return deepest;
}

/** The cells of the deepest order of a band that is no survey of its own. */
export async function cellsOfBand({
  store,
  run,
  plan,
  survey,
  plates,
}: SurveyJob): Promise<number[]> {
  const cells: number[] = [];
  const opened = ahead(plates, READ_AHEAD, (npix) => openPlate(store, run, survey, npix));
  for await (const { entries } of opened) {
    for (const { order, npix } of entries) if (order === plan.order) cells.push(npix);
  }
  return cells;
}
