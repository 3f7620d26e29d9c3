import sharp from 'sharp';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, parseTilePath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { type SurveyJob, urlIn } from './survey-job.ts';

/** The orders above the plates of the colour survey, as means of its pictures, and its Allsky. Answers the cells of the deepest order. */
export async function buildColour(job: SurveyJob): Promise<number[]> {
  const { store, plan, plates } = job;
  const { order, plateOrder, width } = plan;
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, pictures);
  const png = (data: Uint8Array, across: number, down: number) =>
    sharp(data, { raw: { width: across, height: down, channels: 4 } })
      .png()
      .toBuffer();
  const picture = async (o: number, ipix: number): Promise<Uint8Array | undefined> => {
    const url = urlIn(job, tilePath(o, ipix, 'png'));
    if (!(await store.head(url))) return undefined; // the plate has no tile of any of the three bands
    return sharp(await store.get(url))
      .ensureAlpha()
      .raw()
      .toBuffer();
  };

  async function* tops(): AsyncGenerator<Tile<Uint8Array>> {
    for (const npix of plates) {
      const pixels = await picture(plateOrder, npix);
      if (pixels) yield { order: plateOrder, ipix: npix, pixels };
    }
  }
  for await (const { order: o, ipix, pixels } of lowOrders(plateOrder, width, tops(), pictures)) {
    await store.put(urlIn(job, tilePath(o, ipix, 'png')), await png(pixels, width, width));
  }
  for (const ipix of await cellsOf(job, sheetOrder)) {
    const pixels = await picture(sheetOrder, ipix);
    if (pixels) sheet.put(ipix, pixels);
  }
  await store.put(
    urlIn(job, allskyPath(sheetOrder, 'png')),
    await png(sheet.pixels, sheet.width, sheet.height),
  );
  return cellsOf(job, order);
}

/** The tiles of one order that the survey has. */
async function cellsOf(job: SurveyJob, order: number): Promise<number[]> {
  const prefix = urlIn(job, `Norder${order}/Dir`);
  const root = prefix.slice(0, prefix.length - `Norder${order}/Dir`.length);
  const cells: number[] = [];
  for await (const { url } of job.store.list(prefix)) {
    const tile = parseTilePath(url.slice(root.length));
    if (tile?.extension === 'png') cells.push(tile.ipix);
  }
  return cells.sort((a, b) => a - b);
}
