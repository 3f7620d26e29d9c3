import type { CardToWrite } from '../fits/write.ts';
import type { LookupTables } from '../wcs/lookup.ts';
import { parseWcs } from '../wcs/parse.ts';
import type { Wcs } from '../wcs/wcs.ts';
import type { Grid, GridTile } from './grid.ts';

/** One image. */
export interface ImageGrid {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  /** the cards of its WCS */
  readonly wcs: [keyword: string, value: string | number | boolean][];
}

/** Its only tile has this name. */
export const ONE_TILE = 'mosaic';

/** The grid of one image. Throws MalformedWcs, UnsupportedWcs. */
export function imageGrid({ width, height, wcs: pairs }: ImageGrid): Grid {
  const cards: CardToWrite[] = pairs.map(([keyword, value]) => ({ keyword, value }));
  const wcs = wcsOfCards([
    { keyword: 'NAXIS1', value: width },
    { keyword: 'NAXIS2', value: height },
    ...cards,
  ]);
  const tile: GridTile = {
    place: [0, 0],
    name: ONE_TILE,
    width,
    height,
    cards,
    wcs,
    origin: [0, 0],
  };
  return {
    title: `one image of ${width} × ${height} pixels, ${wcs.projection}, ${wcs.frame}`,
    tile: () => tile,
    near: () => [[0, 0]],
  };
}

/** The WCS that cards say. Throws MalformedWcs where they say none. */
export function wcsOfCards(cards: readonly CardToWrite[], lookups?: LookupTables): Wcs {
  const values = new Map(cards.map(({ keyword, value }) => [keyword, value]));
  const header = { get: (keyword: string) => values.get(keyword), cards };
  const wcs = parseWcs(header, lookups);
  if (!wcs) throw new RangeError('cards without CTYPE are no WCS');
  return wcs;
}
