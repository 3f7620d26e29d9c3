import sharp from 'sharp';
import { colourSurvey } from '../../shared/contracts/sky-map.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { TilePicture } from '../../shared/core/pictures/tile-picture.ts';
import { encodePng } from '../../shared/lambda/png.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { putsAtOnce, type SurveyJob, urlIn } from './survey-job.ts';

/** tiles asked for at the same time */
const readAhead = 16;

/** The orders above the plates as means of their pictures, and the Allsky. `deepest`: the cells of the deepest order. */
export async function buildPictures(job: SurveyJob, deepest: readonly number[]): Promise<void> {
  const { store, plan, plates } = job;
  const { order, plateOrder, width } = plan;
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, pictures);
  const picturesOf = (o: number, cells: Iterable<number>) =>
    ahead(cells, readAhead, async (ipix) => ({ ipix, pixels: await readPicture(job, o, ipix) }));
  const png = (data: Uint8Array, across: number, down: number): Uint8Array =>
    encodePng(job.survey === colourSurvey ? rgba(data, across, down) : grey(data, across, down));

  async function* tops(): AsyncGenerator<Tile<Uint8Array>> {
    for await (const { ipix, pixels } of picturesOf(plateOrder, plates))
      if (pixels) yield { order: plateOrder, ipix, pixels };
  }
  const parents = lowOrders(plateOrder, width, tops(), pictures);
  const put = ({ order: o, ipix, pixels }: Tile<Uint8Array>) =>
    store.put(urlIn(job, tilePath(o, ipix, 'png')), png(pixels, width, width));
  for await (const _ of ahead(parents, putsAtOnce, put));
  const below = 4 ** (order - sheetOrder);
  const cells = new Set(deepest.map((cell) => Math.floor(cell / below)));
  for await (const { ipix, pixels } of picturesOf(sheetOrder, cells)) if (pixels) sheet.put(ipix, pixels);
  await store.put(urlIn(job, allskyPath(sheetOrder, 'png')), png(sheet.pixels, sheet.width, sheet.height));
}

/** A tile of the survey; undefined where its plate has none. */
async function readPicture(job: SurveyJob, order: number, ipix: number): Promise<Uint8Array | undefined> {
  try {
    return await readRgba(await job.store.get(urlIn(job, tilePath(order, ipix, 'png'))));
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
}

/** A picture's bytes, four a pixel, whatever the PNG has. */
export const readRgba = (png: Uint8Array): Promise<Uint8Array> =>
  sharp(png).toColourspace('srgb').ensureAlpha().raw().toBuffer();

const rgba = (data: Uint8Array, width: number, height: number): TilePicture => ({
  data,
  width,
  height,
  channels: 4,
});

/** Grey that was read as colour; 0 where it is transparent. */
function grey(data: Uint8Array, width: number, height: number): TilePicture {
  const levels = new Uint8Array(width * height);
  for (let i = 0; i < levels.length; i++) levels[i] = data[4 * i + 3]! && data[4 * i]!;
  return { data: levels, width, height, channels: 1 };
}
