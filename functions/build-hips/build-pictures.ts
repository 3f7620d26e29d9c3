import sharp from 'sharp';
import { COLOUR_SURVEY } from '../../shared/contracts/sky-map/keys.ts';
import { lowOrders, type TilePixels } from '../../shared/core/hips/low-orders.ts';
import { greys, pictures, type TileKind } from '../../shared/core/hips/pixel-kind.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { encodePng } from '../../shared/pictures/png.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { PUTS_AT_ONCE, type SurveyJob, urlIn } from './survey-job.ts';

/** tiles asked for at the same time */
const READ_AHEAD = 16;

/** What the pictures of a survey are, and the bytes of their pixels. */
export const pictureKind = ({
  survey,
}: SurveyJob): { kind: TileKind<Uint8Array>; channels: 1 | 4 } =>
  survey === COLOUR_SURVEY ? { kind: pictures, channels: 4 } : { kind: greys, channels: 1 };

/** The orders above some plates, which are all of a base cell, as means of their pictures. */
export async function buildPictures(job: SurveyJob, plates: readonly number[]): Promise<void> {
  const { plateOrder, width } = job.plan;
  const { kind, channels } = pictureKind(job);
  async function* tops(): AsyncGenerator<TilePixels<Uint8Array>> {
    for await (const { ipix, pixels } of readTiles(job, plateOrder, plates))
      yield { order: plateOrder, ipix, pixels };
  }
  const parents = lowOrders(plateOrder, width, tops(), kind);
  const put = ({ order, ipix, pixels: data }: TilePixels<Uint8Array>) =>
    job.store.put(
      urlIn(job, tilePath(order, ipix, 'png')),
      encodePng({ data, width, height: width, channels }),
    );
  for await (const _ of ahead(parents, PUTS_AT_ONCE, put));
}

/** Those of some tiles of the survey that are there. */
export async function* readTiles(
  job: SurveyJob,
  order: number,
  cells: Iterable<number>,
): AsyncGenerator<{ ipix: number; pixels: Uint8Array }> {
  const read = ahead(cells, READ_AHEAD, async (ipix) => ({
    ipix,
    pixels: await readPicture(job, order, ipix),
  }));
  for await (const { ipix, pixels } of read) if (pixels) yield { ipix, pixels };
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
