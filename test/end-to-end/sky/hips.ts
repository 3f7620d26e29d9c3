import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkHips } from '../../../cli/check/check-hips.ts';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { healpixToLonLat } from '../../../shared/core/healpix/pixel.ts';
import { parseTilePath, type TileAddress, tilePath } from '../../../shared/core/hips/tile-path.ts';
import { fileStore } from '../../../shared/store/file.ts';

/** All tiles in the folder of a HiPS, in no order. */
export function tilesOf(hips: string): TileAddress[] {
  return readdirSync(hips, { recursive: true, encoding: 'utf8' }).flatMap(
    (path) => parseTilePath(path.replaceAll('\\', '/')) ?? [],
  );
}

/** The cells of one order that have a tile of a format, ascending. */
export const cellsOf = (
  hips: string,
  order: number,
  extension: TileAddress['extension'],
): number[] =>
  tilesOf(hips)
    .filter((tile) => tile.order === order && tile.extension === extension)
    .map(({ ipix }) => ipix)
    .sort((a, b) => a - b);

/** The pixels of a FITS tile, the file's first row first. */
export async function readTile(hips: string, order: number, ipix: number): Promise<Float32Array> {
  const path = join(hips, tilePath(order, ipix, 'fits'));
  const file = await openFits(memorySource(readFileSync(path), path));
  return (await readFloat32(await file.hdu(0))).data;
}

/**
 * The FITS tiles of one order, each with a hash of its bytes: to compare arrays of pixels takes
 * vitest seconds.
 */
export const hashesOf = (hips: string, order: number): [ipix: number, hash: string][] =>
  cellsOf(hips, order, 'fits').map((ipix) => {
    const bytes = readFileSync(join(hips, tilePath(order, ipix, 'fits')));
    return [ipix, createHash('sha256').update(bytes).digest('hex')];
  });

/** What is wrong with a HiPS, as `starfan check` says it. */
export const problemsOf = async (hips: string) =>
  (await checkHips(fileStore(), pathToFileURL(`${hips}/`).href)).problems;

const WIDTH = 512;
const LEVELS = Math.log2(WIDTH);

/** Bit i at bit 2i. */
function spread(value: number): number {
  let out = 0;
  for (let bit = 0; bit < LEVELS; bit++) out += ((value >> bit) & 1) * 4 ** bit;
  return out;
}

/**
 * Longitude and latitude of a pixel of a tile, from the definition alone: the nested cell spread(W
 * − 1 − y) | spread(x) << 1 of the order nine below the tile's (HiPS 1.0, §4.1), y counted from the
 * file's first row.
 */
export const pixelLonLat = (order: number, ipix: number, x: number, y: number): [number, number] =>
  healpixToLonLat(order + LEVELS, ipix * WIDTH * WIDTH + spread(WIDTH - 1 - y) + 2 * spread(x));
