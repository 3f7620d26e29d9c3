import { atOnce } from '../../core/bytes/at-once.ts';
import { cutCards, isWcsKeyword } from '../../core/cutouts/cut-cards.ts';
import { hipsPlaneCards, tileBeside } from '../../core/cutouts/hips-plane.ts';
import { DataError } from '../../core/errors.ts';
import { openFits } from '../../core/fits/file.ts';
import type { Hdu } from '../../core/fits/hdu.ts';
import { Header } from '../../core/fits/header.ts';
import { planeOf } from '../../core/fits/image.ts';
import { type Box, readSection } from '../../core/fits/section.ts';
import { lonLatToHealpix } from '../../core/healpix/pixel.ts';
import { type HipsFrame, icrsToHips } from '../../core/hips/frame.ts';
import { parseProperties } from '../../core/hips/properties.ts';
import { tilePath } from '../../core/hips/tile-path.ts';
import type { HipsTile } from '../../core/hips/tile-pixels.ts';
import { parseWcs } from '../../core/wcs/parse.ts';
import { storeSource } from '../../store/source.ts';
import type { Store } from '../../store/store.ts';
import { boxAround, type Cut, type CutRequest } from './cut.ts';
import { keptStart } from './kept-start.ts';

const TILES_AT_ONCE = 8;

/**
 * Cuts a piece out of the deepest FITS tiles of a HiPS, in their own pixels (the HPX projection,
 * whose rows run to the south-west): nothing is resampled. What has no tile is NaN. Throws
 * UnsupportedFits (no FITS tiles), OutOfRange where no tile holds any of it, TooLarge.
 * @param folder of the HiPS, ending with a slash
 */
export async function cutHips(
  store: Store,
  folder: string,
  request: CutRequest,
  name: string,
): Promise<Cut> {
  const tile = await tileAt(store, folder, request);
  const header = new Header(hipsPlaneCards(tile).map((card) => ({ comment: '', ...card })));
  const wcs = parseWcs(header)!;
  const everywhere = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const box = boxAround(request, wcs, everywhere, { uri: folder });
  const pixels = new Float32Array(box.width * box.height).fill(Number.NaN);
  const found: Hdu[] = [];
  await atOnce(piecesOf(tile, box), TILES_AT_ONCE, async ({ npix, part }) => {
    const hdu = await openTile(store, folder + tilePath(tile.order, npix, 'fits'), tile.width);
    if (!hdu) return;
    found.push(hdu);
    const { columns, rows } = part;
    const values = await readSection(hdu, part);
    for (let y = 0; y < part.height; y++) {
      const to = (rows * tile.width + part.y + y - box.y) * box.width;
      const row = values.subarray(y * part.width, (y + 1) * part.width);
      pixels.set(row, to + columns * tile.width + part.x - box.x);
    }
  });
  const [some] = found.sort((a, b) => (a.source.uri < b.source.uri ? -1 : 1));
  if (!some)
    throw new DataError(
      'OutOfRange',
      `The map has no tile about the position ${request.ra} ${request.dec}: nothing is cut out.`,
      { uri: folder },
    );
  const others = some.header.cards.filter(
    ({ keyword }) => !isWcsKeyword(keyword) && keyword !== 'ORDER' && keyword !== 'NPIX',
  );
  return {
    name,
    box,
    pixels,
    cards: cutCards([...header.cards, ...others], [box.x, box.y]),
    lookups: [],
  };
}

/** The deepest tile about a position. */
async function tileAt(store: Store, folder: string, { ra, dec }: CutRequest): Promise<HipsTile> {
  const properties = parseProperties(
    new TextDecoder().decode(await store.get(`${folder}properties`)),
  );
  const order = Number(properties.get('hips_order'));
  const width = Number(properties.get('hips_tile_width') ?? 512);
  const frame = properties.get('hips_frame') ?? 'equatorial';
  const where = { uri: `${folder}properties` };
  if (!/\bfits\b/.test(properties.get('hips_tile_format') ?? ''))
    throw new DataError(
      'UnsupportedFits',
      'The map has no FITS tiles, only pictures: make it with --format fits,png to cut out of it.',
      { ...where, keyword: 'hips_tile_format' },
    );
  if (frame !== 'equatorial' && frame !== 'galactic')
    throw new DataError('UnsupportedWcs', `hips_frame = ${frame} is not read.`, where);
  if (!(Number.isInteger(order) && order >= 0 && order <= 20 && width >= 1 && width <= 4096))
    throw new DataError(
      'MalformedFits',
      'hips_order or hips_tile_width is none: the file properties is damaged.',
      where,
    );
  const [lon, lat] = icrsToHips(frame as HipsFrame, ra, dec);
  return { order, npix: lonLatToHealpix(order, lon, lat), width, frame };
}

/** The tiles under a rectangle and what of each is wanted; `columns`, `rows` count tiles. */
function piecesOf(
  tile: HipsTile,
  box: Box,
): { npix: number; part: Box & { columns: number; rows: number } }[] {
  const { width } = tile;
  const pieces: ReturnType<typeof piecesOf> = [];
  for (let rows = Math.floor(box.y / width); rows * width < box.y + box.height; rows++)
    for (let columns = Math.floor(box.x / width); columns * width < box.x + box.width; columns++) {
      const npix = tileBeside(tile, columns, rows);
      if (npix === undefined) continue;
      const x = Math.max(0, box.x - columns * width);
      const y = Math.max(0, box.y - rows * width);
      const right = Math.min(width, box.x + box.width - columns * width);
      const top = Math.min(width, box.y + box.height - rows * width);
      pieces.push({ npix, part: { x, y, width: right - x, height: top - y, columns, rows } });
    }
  return pieces;
}

async function openTile(store: Store, url: string, width: number): Promise<Hdu | undefined> {
  const head = await store.head(url);
  if (!head) return undefined;
  const file = await openFits(keptStart(storeSource(store, head)));
  for (const hdu of await file.hdus()) {
    if (hdu.shape.length < 2) continue;
    if (planeOf(hdu).every((side) => side === width)) return hdu;
  }
  throw new DataError('MalformedFits', `The tile is not ${width} pixels wide.`, { uri: url });
}
