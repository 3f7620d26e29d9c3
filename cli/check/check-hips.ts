import { DataError } from '../../shared/core/errors.ts';
import { memorySource } from '../../shared/core/fits/memory-source.ts';
import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import { allskyOrder } from '../../shared/core/hips/allsky.ts';
import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import { readMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Store } from '../../shared/store/store.ts';
import { checkAllsky } from './allsky-check.ts';
import { checkHierarchy, checkMoc } from './hierarchy-check.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { checkPictureParent, checkValuesParent, type Family } from './parents-check.ts';
import { type Problem, Problems } from './problems.ts';
import { checkSeams } from './seams-check.ts';
import { checkProperties, type Stated } from './survey-check.ts';
import { checkHeader, checkMask, checkOrientation } from './tile-check.ts';
import { TileReader } from './tile-reader.ts';

/** What was seen of a HiPS. */
export interface Measured {
  /** -1 when there are no tiles */
  order: number;
  /** files of tiles and Allskys, all orders and formats */
  files: number;
  bytes: number;
  /** parents compared with their children, and tiles whose edges were looked at: all, or evenly spread ones of a large survey */
  families: number;
  edges: number;
  /** greatest difference of a FITS parent from the mean of its children, in the survey's unit */
  parentDifference: number;
  /** greatest step across an edge of the deepest tiles: of FITS in the survey's unit, else in levels */
  seam: number;
  /** least correlation of a picture with its FITS tile the right way up; absent when there was none to compare */
  correlation?: number;
  /** what could not be checked, and why */
  notes: string[];
}

/** Families and tiles looked at: beyond it every nth one, so that a whole survey is checked in minutes. */
const MOST_FAMILIES = 1000;

/**
 * Checks a HiPS of images: what is in its folder against `properties`, Moc.fits, and itself. All that LINT looks at by name it looks
 * at by content. Nothing is written. Throws StoreError when the folder cannot be read.
 */
export async function checkHips(
  store: Store,
  url: string,
): Promise<{ problems: Problem[]; measured: Measured }> {
  const problems = new Problems();
  const inventory = await takeInventory(store, url, problems);
  const { deepest, files, bytes } = inventory;
  const measured: Measured = {
    order: deepest,
    files,
    bytes,
    families: 0,
    edges: 0,
    parentDifference: 0,
    seam: 0,
    notes: [],
  };
  const done = () => ({ problems: problems.list(), measured });
  const folder = url.endsWith('/') ? url : `${url}/`;

  let text = '';
  if (inventory.others.has('properties'))
    text = new TextDecoder().decode(await store.get(`${folder}properties`));
  else
    problems.add(
      'NoProperties',
      'properties',
      'Not there: give the folder of a HiPS, with its file properties.',
    );
  if (deepest < 0) {
    problems.add(
      'NoTiles',
      '',
      'There are no tiles NorderK/DirD/NpixN.fits, .png or .jpg: give the folder of a HiPS.',
    );
    return done();
  }
  const stated = checkProperties(text, inventory, problems);
  checkHierarchy(inventory, problems);
  await checkCoverage(store, folder, inventory, stated, problems);

  const reader = new TileReader(store, url, problems);
  const width = stated.tileWidth;
  if (!(width >= 8 && width <= 4096 && Number.isInteger(Math.log2(width)))) {
    problems.add(
      'WrongWidth',
      'properties',
      `hips_tile_width = ${width} is no power of 2 from 8 to 4096: correct it.`,
    );
    return done();
  }
  await checkFamilies(reader, inventory, stated, problems, measured);
  await checkEdges(reader, inventory, stated, problems, measured);
  await checkAllsky(reader, inventory, width, problems);
  if (allskyOrder(deepest) < 3)
    measured.notes.push(`Tiles of order ${deepest} only: some viewers want at least order 3.`);
  return done();
}

async function checkCoverage(
  store: Store,
  folder: string,
  inventory: Inventory,
  stated: Stated,
  problems: Problems,
): Promise<void> {
  if (!inventory.others.has('Moc.fits')) {
    problems.add('NoMoc', 'Moc.fits', 'Not there: make it from the deepest tiles.');
    return;
  }
  try {
    const file = await readMoc(memorySource(await store.get(`${folder}Moc.fits`), 'Moc.fits'));
    checkMoc(file, inventory, stated.frame, problems);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    problems.add('WrongMoc', 'Moc.fits', error.message);
  }
}

/** Tiles by themselves and with their children, order after order. */
async function checkFamilies(
  reader: TileReader,
  { tiles, deepest }: Inventory,
  stated: Stated,
  problems: Problems,
  measured: Measured,
): Promise<void> {
  const width = stated.tileWidth;
  const median = stated.hierarchy !== 'mean';
  if (median && [...tiles.keys()].some((extension) => extension !== 'fits'))
    measured.notes.push(
      `hips_hierarchy = ${stated.hierarchy}: parents of pictures were not compared with their children.`,
    );
  let range: [number, number] | undefined;
  for (const [extension, orders] of tiles) {
    for (let order = deepest; order >= 0; order--) {
      const below = new Set(orders[order + 1] ?? []);
      for (const ipix of spread(orders[order] ?? [])) {
        const found = await checkTile(
          reader,
          { order, ipix, extension },
          stated,
          extension !== 'fits' && hasTile(tiles, 'fits', order, ipix),
          problems,
        );
        if (!found) continue;
        if (found.correlation !== undefined)
          measured.correlation = Math.min(measured.correlation ?? 1, found.correlation);
        if (found.range && order === deepest)
          range = range
            ? [Math.min(range[0], found.range[0]), Math.max(range[1], found.range[1])]
            : found.range;
        const children = [0, 1, 2, 3].map((child) => 4 * ipix + child).filter((child) => below.has(child));
        if (order === deepest || children.length === 0) continue;
        const family: Family = { order, ipix, children };
        if (extension === 'fits') {
          measured.families++;
          const difference = await checkValuesParent(reader, family, width, problems);
          measured.parentDifference = Math.max(measured.parentDifference, difference);
        } else if (!median && !hasTile(tiles, 'fits', order, ipix)) {
          measured.families++;
          await checkPictureParent(reader, family, width, extension, problems);
        }
      }
    }
  }
  const { cut } = stated;
  if (cut && range && (cut[0] >= range[1] || cut[1] <= range[0])) {
    problems.add(
      'WrongCut',
      'properties',
      `hips_pixel_cut = ${cut.join(' ')} shows nothing: the values go from ${range[0]} to ${range[1]}.`,
    );
  }
}

/** A tile by itself; undefined where it could not be read or has another size. */
async function checkTile(
  reader: TileReader,
  tile: { order: number; ipix: number; extension: Extension },
  stated: Stated,
  hasValues: boolean,
  problems: Problems,
): Promise<{ correlation?: number; range?: [number, number] } | undefined> {
  const { order, ipix, extension } = tile;
  const path = tilePath(order, ipix, extension);
  const image = extension === 'fits' ? await reader.values(path) : await reader.picture(path);
  if (!image) return undefined;
  const width = stated.tileWidth;
  if (image.width !== width || image.height !== width) {
    problems.add(
      'WrongWidth',
      path,
      `It has ${image.width} × ${image.height} pixels, hips_tile_width says ${width}: correct one of them.`,
    );
    return undefined;
  }
  if ('header' in image) {
    if (stated.bitpix !== undefined && stated.bitpix !== image.bitpix)
      problems.add(
        'WrongBitpix',
        path,
        `BITPIX = ${image.bitpix}, hips_pixel_bitpix says ${stated.bitpix}: correct it.`,
      );
    checkHeader(image, tile, stated.frame, path, problems);
    const range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const v of image.pixels) {
      if (v < range[0]) range[0] = v;
      if (v > range[1]) range[1] = v;
    }
    if (range[0] > range[1])
      problems.add('EmptyTile', path, 'No pixel has a value: delete it, and correct Moc.fits.');
    return { range };
  }
  if (!hasValues) return {};
  const values = await reader.values(tilePath(order, ipix, 'fits'));
  if (values?.width !== width || values.height !== width) return {};
  const correlation = checkOrientation(values, image, stated.cut, path, problems);
  // Parents that are medians have masks of their own.
  if (extension === 'png' && stated.hierarchy === 'mean') checkMask(values, image, path, problems);
  return Number.isNaN(correlation) ? {} : { correlation };
}

async function checkEdges(
  reader: TileReader,
  { tiles, deepest }: Inventory,
  { tileWidth: width, cut }: Stated,
  problems: Problems,
  measured: Measured,
): Promise<void> {
  // Values say more than pictures made of them.
  const extension = tiles.has('fits') ? 'fits' : [...tiles.keys()][0]!;
  const here = tiles.get(extension)?.[deepest] ?? [];
  const there = new Set(here);
  // One level of a picture: what is less is not seen.
  const least = extension !== 'fits' ? 1 : cut ? (cut[1] - cut[0]) / 254 : Number.MIN_VALUE;
  for (const ipix of spread(here)) {
    const around = [4, 2].map((edge) => neighbours(deepest, ipix)[edge]!).filter((one) => there.has(one));
    if (around.length === 0) continue;
    measured.edges++;
    const most = await checkSeams(
      reader,
      { order: deepest, ipix, width, extension, around, least },
      problems,
    );
    measured.seam = Math.max(measured.seam, most);
  }
}

const hasTile = (tiles: Inventory['tiles'], extension: Extension, order: number, ipix: number): boolean => {
  const here = tiles.get(extension)?.[order] ?? [];
  let [low, high] = [0, here.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (here[middle]! < ipix) low = middle + 1;
    else high = middle;
  }
  return here[low] === ipix;
};

/** All, or evenly spread ones of very many. */
const spread = (all: readonly number[]): readonly number[] =>
  all.length <= MOST_FAMILIES
    ? all
    : Array.from({ length: MOST_FAMILIES }, (_, i) => all[Math.floor((i * all.length) / MOST_FAMILIES)]!);
