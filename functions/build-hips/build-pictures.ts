import sharp from 'sharp';
import { colourSurvey } from '../../shared/contracts/sky-map.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { TilePicture } from '../../shared/core/pictures/tile-picture.ts';
import { encodePng } from '../../shared/lambda/png.ts';
import { type SurveyJob, urlIn } from './survey-job.ts';

/** The orders above the plates as means of their pictures, and the Allsky. `deepest`: the cells of the deepest order. */
export async function buildPictures(job: SurveyJob, deepest: readonly number[]): Promise<void> {
  const { store, plan, plates } = job;
  const { order, plateOrder, width } = plan;
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, pictures);
  const picture = async (o: number, ipix: number): Promise<Uint8Array | undefined> => {
    const url = urlIn(job, tilePath(o, ipix, 'png'));
    if (!(await store.head(url))) return undefined; // the plate has no tile here
    return readRgba(await store.get(url));
  };
  const png = (data: Uint8Array, across: number, down: number): Uint8Array =>
    encodePng(job.survey === colourSurvey ? rgba(data, across, down) : grey(data, across, down));

  async function* tops(): AsyncGenerator<Tile<Uint8Array>> {
    for (const npix of plates) {
      const pixels = await picture(plateOrder, npix);
      if (pixels) yield { order: plateOrder, ipix: npix, pixels };
    }
  }
  for await (const { order: o, ipix, pixels } of lowOrders(plateOrder, width, tops(), pictures)) {
    await store.put(urlIn(job, tilePath(o, ipix, 'png')), png(pixels, width, width));
  }
  const below = 4 ** (order - sheetOrder);
  for (const ipix of new Set(deepest.map((cell) => Math.floor(cell / below)))) {
    const pixels = await picture(sheetOrder, ipix);
    if (pixels) sheet.put(ipix, pixels);
  }
  await store.put(urlIn(job, allskyPath(sheetOrder, 'png')), png(sheet.pixels, sheet.width, sheet.height));
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
