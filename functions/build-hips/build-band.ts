import { cellsWithData } from '../../shared/core/hips/coverage.ts';
import { lowOrders, type TilePixels } from '../../shared/core/hips/low-orders.ts';
import { values } from '../../shared/core/hips/pixel-kind.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
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
/** plates of which the index alone is read */
const INDEXES_AHEAD = 64;

/** What a band has in a base cell. */
export interface BandCells {
  /** cells of the deepest order */
  deepest: number[];
  /** cells `PART_LEVELS` below the plates that have data, where they are not too many */
  parts: number[];
}

/**
 * The orders above some plates of a band, which are all of a base cell, as pictures and where they
 * are published as values.
 */
export async function buildBand(job: SurveyJob, plates: readonly number[]): Promise<BandCells> {
  const { store, run, plan, sky, survey } = job;
  const { order, plateOrder, width, frame } = plan;
  const deepest: number[] = [];
  const parts: number[] = [];

  async function* tops(): AsyncGenerator<TilePixels<Float32Array>> {
    const opened = ahead(plates, READ_AHEAD, async (npix) => {
      const plate = await openPlate(store, run, survey, npix);
      const top = plate.entries.find((entry) => entry.order === plateOrder);
      return { npix, plate, pixels: top && (await plate.pixels(top)) };
    });
    for await (const { npix, plate, pixels } of opened) {
      for (const entry of plate.entries) if (entry.order === order) deepest.push(entry.npix);
      if (!pixels) continue;
      if (plates.length <= MAX_PLATES_IN_PARTS)
        parts.push(...cellsWithData({ order: plateOrder, npix, width }, PART_LEVELS, pixels));
      yield { order: plateOrder, ipix: npix, pixels };
    }
  }

  const put = async ({ order: o, ipix, pixels }: TilePixels<Float32Array>) => {
    const tile = tileToFits({ order: o, npix: ipix, width, frame }, pixels);
    await store.put(urlIn(job, tilePath(o, ipix, 'fits')), tile);
  };
  if (sky.fits)
    for await (const _ of ahead(lowOrders(plateOrder, width, tops(), values), PUTS_AT_ONCE, put));
  else for await (const _ of tops());
  await buildPictures(job, plates);
  return { deepest, parts };
}

/** The cells of the deepest order of plates of a band that is no survey of its own. */
export async function cellsOfBand(
  { store, run, plan, survey }: SurveyJob,
  plates: readonly number[],
): Promise<BandCells> {
  const deepest: number[] = [];
  const opened = ahead(plates, INDEXES_AHEAD, (npix) => openPlate(store, run, survey, npix));
  for await (const { entries } of opened)
    for (const { order, npix } of entries) if (order === plan.order) deepest.push(npix);
  return { deepest, parts: [] };
}
