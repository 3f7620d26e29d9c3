import sharp from 'sharp';
import { COLOUR_SURVEY } from '../../shared/contracts/sky-map/keys.ts';
import { Allsky, allskyOrder } from '../../shared/core/hips/allsky.ts';
import { lowOrders, type TilePixels } from '../../shared/core/hips/low-orders.ts';
import { greys, pictures } from '../../shared/core/hips/pixel-kind.ts';
import { allskyPath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { encodePng } from '../../shared/pictures/png.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { PUTS_AT_ONCE, type SurveyJob, urlIn } from './survey-job.ts';

/** tiles asked for at the same time */
const READ_AHEAD = 16;

/**
 * The orders above the plates as means of their pictures, and the Allsky. `deepest`: the cells of
 * the deepest order.
 */
export async function buildPictures(job: SurveyJob, deepest: readonly number[]): Promise<void> {
  const { store, plan, plates } = job;
  const { order, plateOrder, width } = plan;
  const [kind, channels] =
    job.survey === COLOUR_SURVEY ? ([pictures, 4] as const) : ([greys, 1] as const);
  const sheetOrder = allskyOrder(order);
  const sheet = new Allsky(sheetOrder, width, kind);
  const picturesOf = (o: number, cells: Iterable<number>) =>
    ahead(cells, READ_AHEAD, async (ipix) => ({ ipix, pixels: await readPicture(job, o, ipix) }));
  const png = (data: Uint8Array, across: number, down: number): Uint8Array =>
    encodePng({ data, width: across, height: down, channels });

  async function* tops(): AsyncGenerator<TilePixels<Uint8Array>> {
    for await (const { ipix, pixels } of picturesOf(plateOrder, plates))
      if (pixels) yield { order: plateOrder, ipix, pixels };
  }
  const parents = lowOrders(plateOrder, width, tops(), kind);
  const put = ({ order: o, ipix, pixels }: TilePixels<Uint8Array>) =>
    store.put(urlIn(job, tilePath(o, ipix, 'png')), png(pixels, width, width));
  for await (const _ of ahead(parents, PUTS_AT_ONCE, put));
  const below = 4 ** (order - sheetOrder);
  const cells = new Set(deepest.map((cell) => Math.floor(cell / below)));
  for await (const { ipix, pixels } of picturesOf(sheetOrder, cells))
    if (pixels) sheet.put(ipix, pixels);
  await store.put(
    urlIn(job, allskyPath(sheetOrder, 'png')),
    png(sheet.pixels, sheet.width, sheet.height),
  );
}

/** A tile of the survey; undefined where its plate has none. */
async function readPicture(
  job: SurveyJob,
  order: number,
  ipix: number,
): Promise<Uint8Array | undefined> {
  try {
    const png = await job.store.get(urlIn(job, tilePath(order, ipix, 'png')));
    return await (job.survey === COLOUR_SURVEY ? readRgba(png) : readGrey(png));
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
}

/** A picture's bytes, four a pixel, whatever the PNG has. */
export const readRgba = (png: Uint8Array): Promise<Uint8Array> =>
  sharp(png).toColourspace('srgb').ensureAlpha().raw().toBuffer();

/** The levels of a grey tile, 0 where it is transparent. */
const readGrey = (png: Uint8Array): Promise<Uint8Array> =>
  sharp(png).removeAlpha().toColourspace('b-w').raw().toBuffer();
