import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { DataError } from '../../shared/core/errors.ts';
import { neighbours } from '../../shared/core/healpix/neighbours.ts';
import { allskyOrder } from '../../shared/core/hips/allsky.ts';
import { readMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Store } from '../../shared/store/store.ts';
import { checkAllsky } from './allsky-check.ts';
import { checkHierarchy, checkMoc } from './hierarchy-check.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { type Problem, Problems } from './problems.ts';
import { checkSeams } from './seams-check.ts';
import { checkProperties, type Stated } from './survey-check.ts';
import { TileReader } from './tile-reader.ts';
import { checkTiles, spread } from './tiles-check.ts';

/** What was seen of a HiPS. */
export interface HipsMeasurements {
  /** -1 when there are no tiles */
  order: number;
  /** files of tiles and Allskys, all orders and formats */
  files: number;
  bytes: number;
  /**
   * parents compared with their children, and tiles whose edges were looked at: all, or evenly
   * spread ones of a large survey
   */
  families: number;
  edges: number;
  /** greatest difference of a FITS parent from the mean of its children, in the survey's unit */
  parentDifference: number;
  /**
   * greatest step across an edge of the deepest tiles: of FITS in the survey's unit, else in levels
   */
  seam: number;
  /**
   * least correlation of a picture with its FITS tile the right way up; absent when there was none
   * to compare
   */
  correlation?: number;
  /** what could not be checked, and why */
  notes: string[];
}

/**
 * Checks a HiPS of images: what is in its folder against `properties`, Moc.fits, and itself. All
 * that LINT looks at by name it looks at by content. Nothing is written. Throws StoreError when the
 * folder cannot be read.
 */
export async function checkHips(
  store: Store,
  url: string,
): Promise<{ problems: Problem[]; measured: HipsMeasurements }> {
  const problems = new Problems();
  const inventory = await takeInventory(store, url, problems);
  const { deepest, files, bytes } = inventory;
  const measured: HipsMeasurements = {
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
  const shown = await checkTiles(reader, inventory, stated, problems, measured);
  await checkEdges(reader, inventory, stated, problems, measured);
  await checkAllsky(reader, inventory, width, shown, problems);
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

async function checkEdges(
  reader: TileReader,
  { tiles, deepest }: Inventory,
  { tileWidth: width, cut }: Stated,
  problems: Problems,
  measured: HipsMeasurements,
): Promise<void> {
  // Values say more than pictures made of them.
  const extension = tiles.has('fits') ? 'fits' : [...tiles.keys()][0]!;
  const here = tiles.get(extension)?.[deepest] ?? [];
  const there = new Set(here);
  // One level of a picture: what is less is not seen.
  const least = extension !== 'fits' ? 1 : cut ? (cut[1] - cut[0]) / 254 : Number.MIN_VALUE;
  for (const ipix of spread(here)) {
    const around = [4, 2]
      .map((edge) => neighbours(deepest, ipix)[edge]!)
      .filter((one) => there.has(one));
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
