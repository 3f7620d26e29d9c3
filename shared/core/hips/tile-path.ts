/** The extension of a tile's file; `properties` calls jpg jpeg. */
export type Extension = 'fits' | 'png' | 'jpg';

/** What a path inside a HiPS names. */
export interface TileAddress {
  /** HEALPix order, from 0 */
  readonly order: number;
  /** number of the cell in that order, nested scheme */
  readonly ipix: number;
  /** ending of the file's name, without the dot */
  readonly extension: Extension;
}

/**
 * Where a tile stands inside a HiPS (IVOA HiPS 1.0, §4.1): `Norder3/Dir0/Npix450.fits`. Throws
 * RangeError for a pixel that its order has not.
 */
export function tilePath(order: number, ipix: number, extension: Extension): string {
  if (!isTile(order, ipix)) throw new RangeError(`order ${order} has no tile ${ipix}`);
  return `Norder${order}/Dir${Math.floor(ipix / 10_000) * 10_000}/Npix${ipix}.${extension}`;
}

const isTile = (order: number, ipix: number): boolean =>
  [order, ipix].every((value) => Number.isInteger(value) && value >= 0) && ipix < 12 * 4 ** order;

/** Where the small picture of all tiles of an order stands. */
export const allskyPath = (order: number, extension: Extension): string =>
  `Norder${order}/Allsky.${extension}`;

/** Where the list of a tile's images stands inside a HiPS, as Hipsgen has it. */
export const finderPath = (order: number, ipix: number): string =>
  `HpxFinder/${tilePath(order, ipix, 'fits').slice(0, -'.fits'.length)}`;

/**
 * What a path names; undefined for what is no tile, or stands in the wrong folder, or is out of its
 * order.
 */
export function parseTilePath(path: string): TileAddress | undefined {
  const match = /^Norder(\d{1,2})\/Dir\d+\/Npix(\d{1,16})\.(fits|png|jpg)$/.exec(path);
  if (!match) return undefined;
  const [order, ipix, extension] = [Number(match[1]), Number(match[2]), match[3] as Extension];
  if (!isTile(order, ipix) || tilePath(order, ipix, extension) !== path) return undefined;
  return { order, ipix, extension };
}
