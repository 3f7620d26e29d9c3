import { mosaicKeys } from '../../contracts/mosaics/keys.ts';
import { mosaicItemSchema, mosaicsPlanSchema } from '../../contracts/mosaics/plan.ts';
import { DataError } from '../../core/errors.ts';
import type { GridTile } from '../../core/grids/grid.ts';
import { gridOf } from '../../core/grids/grids.ts';
import { wcsOfCards } from '../../core/grids/image-grid.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { readJson, readJsonLines } from '../json.ts';
import type { BandToCut, Cut, CutRequest } from './cut.ts';
import { cutImage, openToCut } from './cut-image.ts';
import { byMostOfPiece, type PieceOfImage, pieceIn } from './piece-in.ts';

/**
 * The bands of a run of mosaics. Its plan says where each tile lies: of a band only the file is
 * opened that has most of the piece. Undefined where the folder has no such plan.
 */
export async function mosaicBands(
  store: Store,
  folder: string,
  request: CutRequest,
): Promise<BandToCut[] | undefined> {
  const url = joinUrl(folder, mosaicKeys.plan);
  const items = joinUrl(folder, mosaicKeys.mosaicItems);
  if (!(await store.head(url)) || !(await store.head(items))) return undefined;
  const grid = gridOf((await readJson(store, url, mosaicsPlanSchema)).grid);
  const places = new Map<string, Omit<PieceOfImage, 'url'>>();
  const bands = new Map<string, PieceOfImage[]>();
  for await (const { band, name, place } of readJsonLines(store, items, mosaicItemSchema)) {
    const known = places.get(name) ?? pieceInTile(request, grid.tile(place));
    places.set(name, known);
    const own = bands.get(band) ?? [];
    bands.set(band, own);
    own.push({ url: joinUrl(folder, mosaicKeys.mosaic(band, name)), ...known });
  }
  return [...bands]
    .map(([name, own]) => ({ name, cut: () => cutBest(store, own, request, name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const pieceInTile = (request: CutRequest, { name, cards, width, height }: GridTile) =>
  pieceIn(request, { wcs: wcsOfCards(cards), shape: [width, height] }, { uri: name });

/** Throws OutOfRange where no mosaic of the band has a part of the piece, and as cutImage. */
async function cutBest(
  store: Store,
  mosaics: readonly PieceOfImage[],
  request: CutRequest,
  band: string,
): Promise<Cut> {
  const touched = mosaics.filter(({ inside }) => inside > 0).sort(byMostOfPiece);
  for (const { url } of touched) {
    // A mosaic without any value is planned and not written.
    if (!(await store.head(url))) continue;
    return cutImage(await openToCut(store, url, undefined), request, band);
  }
  throw new DataError(
    'OutOfRange',
    touched.length === 0
      ? `The cut-out around ${request.ra} ${request.dec} lies outside all ${mosaics.length} mosaics: nothing is cut out.`
      : `The mosaics around ${request.ra} ${request.dec} are not there, as no image has a value in them: nothing is cut out.`,
    { uri: mosaics[0]?.url },
  );
}
