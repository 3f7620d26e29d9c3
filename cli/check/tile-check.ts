import { DataError } from '../../shared/core/errors.ts';
import type { Header } from '../../shared/core/fits/header.ts';
import { lonLatToHealpix, nestedPixel, split } from '../../shared/core/healpix/pixel.ts';
import type { HipsFrame } from '../../shared/core/hips/frame.ts';
import { parseWcs } from '../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';
import type { Problems } from './problems.ts';
import type { HipsPicture, TileValues } from './tile-reader.ts';

/**
 * Whether the WCS of a FITS tile says of its pixels what their place says: the four corner pixels
 * and the middle are looked up on the sky and must be the HEALPix pixels that HiPS orders there. A
 * tile without a WCS is right by its place alone.
 */
export function checkHeader(
  { header, width }: TileValues,
  tile: TilePlace,
  frame: HipsFrame,
  where: string,
  problems: Problems,
): void {
  const wrong = wrongPlace(header, tile) ?? wrongWcs(header, { ...tile, width }, frame);
  if (wrong !== undefined) problems.add('WrongHeader', where, wrong);
}

interface TilePlace {
  order: number;
  ipix: number;
}

/** What is wrong with ORDER and NPIX; undefined: nothing. */
function wrongPlace(header: Header, { order, ipix }: TilePlace): string | undefined {
  for (const [keyword, right] of [
    ['ORDER', order],
    ['NPIX', ipix],
  ] as const) {
    const said = header.number(keyword);
    if (said !== undefined && said !== right)
      return `${keyword} = ${said}, its place says ${right}: correct the card.`;
  }
  return undefined;
}

/** What is wrong with the WCS; undefined: nothing, or there is none. */
function wrongWcs(
  header: Header,
  tile: TilePlace & { width: number },
  frame: HipsFrame,
): string | undefined {
  let wcs: Wcs | undefined;
  try {
    wcs = parseWcs(header);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return `Its WCS cannot be read: ${error.message}`;
  }
  if (!wcs) return undefined;
  const isGalactic = wcs.frame === 'Galactic';
  if (isGalactic !== (frame === 'galactic'))
    return `Its WCS is ${wcs.frame}, the HiPS ${frame}: write CTYPE of that frame.`;
  return wrongPixel(wcs, tile);
}

/** The first of five pixels that the WCS puts elsewhere on the sky; undefined: none. */
function wrongPixel(
  wcs: Wcs,
  { order, ipix, width }: TilePlace & { width: number },
): string | undefined {
  const [face, cellX, cellY] = split(order, ipix);
  const deep = order + Math.log2(width);
  const end = width - 1;
  for (const [x, y] of [
    [0, 0],
    [end, 0],
    [0, end],
    [end, end],
    [width >> 1, width >> 1],
  ] as const) {
    const [lon, lat] = wcs.pixelToSky(x, y);
    const wanted = nestedPixel(deep, face, cellX * width + (end - y), cellY * width + x);
    const found = Number.isNaN(lon) ? -1 : lonLatToHealpix(deep, lon, lat);
    if (found === wanted) continue;
    const tileFound = found < 0 ? 'off the sky' : `in tile ${Math.floor(found / width ** 2)}`;
    return `Its WCS puts pixel (${x + 1}, ${y + 1}) ${tileFound}, at ${lon.toFixed(5)} ${lat.toFixed(5)}: not where this tile's pixel is. Tiles are CTYPE HPX with CD = [[-r, -r], [r, -r]], r = 45/width/2^order.`;
  }
  return undefined;
}

/**
 * Whether a picture is transparent exactly where its FITS tile has no value. JPEG, which has no
 * transparency, is not asked.
 */
export function checkMask(
  values: TileValues,
  picture: HipsPicture,
  where: string,
  problems: Problems,
): void {
  const { width, pixels } = values;
  let [shown, hidden] = [0, 0];
  for (let r = 0; r < width; r++) {
    for (let c = 0; c < width; c++) {
      const none = Number.isNaN(pixels[(width - 1 - r) * width + c]!);
      const transparent = picture.pixels[4 * (r * width + c) + 3] === 0;
      if (none && !transparent) shown++;
      if (!none && transparent) hidden++;
    }
  }
  if (shown + hidden > 0) {
    problems.add(
      'MaskDiffers',
      where,
      `${shown} pixels without value are shown and ${hidden} with a value are transparent: make the picture again from the FITS tile.`,
    );
  }
}
