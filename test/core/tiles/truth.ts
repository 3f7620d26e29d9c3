import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { HipsFrame } from '../../../shared/core/hips/frame.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';

/** test/truth/tiles/make.py says what these are. */
export interface TilePixels {
  order: number;
  npix: number;
  width: number;
  frame: HipsFrame;
  columns: number[];
  rows: number[];
  ra: number[];
  dec: number[];
}

/** An image that reproject was given. */
export interface TruthImage {
  title: string;
  cards: Record<string, string | number>;
  width: number;
  height: number;
  order: number;
  frame: HipsFrame;
  tileWidth: number;
  tiles: {
    npix: number;
    count: number;
    unsure: number;
    columns: number[];
    rows: number[];
    x: number[];
    y: number[];
  }[];
}

const load = (name: string): unknown =>
  JSON.parse(
    gunzipSync(readFileSync(new URL(`../../truth/tiles/${name}`, import.meta.url))).toString(),
  );

/** Pixels of tiles as reproject has them. */
export const tilePixels = load('pixels.json.gz') as TilePixels[];
/** The images that reproject was given. */
export const truthImages = load('images.json.gz') as TruthImage[];

/** The WCS of some header cards. */
export const wcsOf = (cards: Record<string, string | number>): Wcs =>
  parseWcs({
    get: (keyword) => cards[keyword],
    cards: Object.entries(cards).map(([keyword, value]) => ({ keyword, value })),
  })!;
