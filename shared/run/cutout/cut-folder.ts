import { skyKeys } from '../../contracts/sky-map/keys.ts';
import { skyPlanSchema } from '../../contracts/sky-map/plan.ts';
import { atOnce } from '../../core/bytes/at-once.ts';
import { DataError } from '../../core/errors.ts';
import { whereIs } from '../../core/fits/hdu.ts';
import { percentDecoded } from '../../core/text.ts';
import { bandOf } from '../../core/units/band.ts';
import { keywordsOf } from '../../core/units/keywords.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import type { BandToCut, Cut, CutRequest } from './cut.ts';
import { cutHips } from './cut-hips.ts';
import { type CutSource, cutImage, openToCut } from './cut-image.ts';
import { mosaicBands } from './cut-mosaics.ts';
import { byMostOfPiece, type PieceOfImage, pieceIn } from './piece-in.ts';

const FILES_AT_ONCE = 8;
const IMAGE_NAME = /\.(fits?|fts)(\.fz|\.gz)?$/i;

/**
 * Cuts pieces out of what a folder holds, one a band: a HiPS, what sky-map or mosaic made, or
 * images. Of several images of one band it is the one that has most of the piece, or whose middle
 * is nearest. Bands where nothing is there are in `outside`. Throws NoPixels (no images, or no
 * such band) and as cutImage.
 * @param folder ends with a slash
 * @param wanted names of bands in their order; all without
 */
export async function cutFolder(
  store: Store,
  folder: string,
  request: CutRequest,
  wanted: readonly string[] | undefined,
): Promise<{ cuts: Cut[]; outside: string[] }> {
  const bands = await bandsOf(store, folder, request);
  const chosen = (wanted ?? bands.map(({ name }) => name)).map((name) => {
    const band = bands.find((one) => one.name === name);
    if (band) return band;
    const there = bands.map((one) => one.name).join(', ') || 'none';
    throw new DataError('NoPixels', `There is no band ${name}: ${there} are there.`, {
      uri: folder,
    });
  });
  const cuts: Cut[] = [];
  const outside: string[] = [];
  for (const band of chosen) {
    try {
      cuts.push(await band.cut());
    } catch (error) {
      if (!(error instanceof DataError && error.name === 'OutOfRange')) throw error;
      outside.push(`${band.name}: ${error.message}`);
    }
  }
  return { cuts, outside };
}

async function bandsOf(store: Store, folder: string, request: CutRequest): Promise<BandToCut[]> {
  const hips = (url: string, name: string): BandToCut => ({
    name,
    cut: () => cutHips(store, url, request, name),
  });
  if (await store.head(joinUrl(folder, 'properties')))
    return [hips(folder, folder.split('/').at(-2) ?? 'map')];
  const plan = await planOf(store, folder);
  if (plan)
    return plan.bands.map((name) =>
      hips(joinUrl(folder, skyKeys.hips(name, 'properties')).replace(/properties$/, ''), name),
    );
  return (await mosaicBands(store, folder, request)) ?? imageBands(store, folder, request);
}

/** The plan of a sky map that was made in a folder; undefined where there is none. */
async function planOf(store: Store, folder: string) {
  const url = joinUrl(folder, skyKeys.plan);
  if (!(await store.head(url))) return undefined;
  const plan = skyPlanSchema.safeParse(JSON.parse(new TextDecoder().decode(await store.get(url))));
  return plan.success ? plan.data : undefined;
}

interface Candidate extends PieceOfImage {
  url: string;
  band: string;
  source: CutSource;
}

/**
 * Bands of mosaics without their plan (`mosaics/BAND/NAME.fits`), or of images that stand in the
 * folder itself: each one's header is read.
 */
async function imageBands(store: Store, folder: string, request: CutRequest): Promise<BandToCut[]> {
  const mosaics = joinUrl(folder, 'mosaics');
  let urls = await imagesUnder(store, `${mosaics}/`, true);
  if (urls.length === 0) urls = await imagesUnder(store, folder, false);
  if (urls.length === 0)
    throw new DataError('NoPixels', 'The folder holds no HiPS, no mosaics and no FITS images.', {
      uri: folder,
    });
  const candidates: Candidate[] = [];
  await atOnce(urls, FILES_AT_ONCE, async (url) => {
    const source = await openToCut(store, url, undefined);
    const inside = url.startsWith(`${mosaics}/`);
    const band = inside
      ? percentDecoded(url.slice(mosaics.length + 1).split('/')[0]!)
      : await bandName(source, url);
    candidates.push({ url, band, source, ...pieceIn(request, source, whereIs(source.hdu)) });
  });
  candidates.sort(byMostOfPiece);
  const names = [...new Set(candidates.map(({ band }) => band))].sort();
  return names.map((name) => ({
    name,
    cut: () => cutImage(candidates.find(({ band }) => band === name)!.source, request, name),
  }));
}

async function imagesUnder(store: Store, prefix: string, deep: boolean): Promise<string[]> {
  const urls: string[] = [];
  for await (const { url } of store.list(prefix)) {
    const rest = url.slice(prefix.length);
    if (IMAGE_NAME.test(rest) && (deep || !rest.includes('/'))) urls.push(url);
  }
  return urls;
}

async function bandName({ file, hdu }: CutSource, url: string): Promise<string> {
  const keywords = keywordsOf(hdu.header, (await file.hdu(0)).header);
  const name = percentDecoded(url.split('/').at(-1) ?? '');
  return bandOf(keywords)?.name ?? name.replace(IMAGE_NAME, '');
}
