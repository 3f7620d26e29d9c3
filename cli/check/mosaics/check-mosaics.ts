import { mosaicKeys } from '../../../shared/contracts/mosaics/keys.ts';
import { mosaicItemSchema, mosaicsPlanSchema } from '../../../shared/contracts/mosaics/plan.ts';
import { DataError } from '../../../shared/core/errors.ts';
import type { FitsFile } from '../../../shared/core/fits/file.ts';
import { readSection } from '../../../shared/core/fits/section.ts';
import type { GridTile } from '../../../shared/core/grids/grid.ts';
import { gridOf } from '../../../shared/core/grids/grids.ts';
import { readJson, readJsonLines } from '../../../shared/run/json.ts';
import { requestedCompression } from '../../../shared/run/mosaics/compression.ts';
import { readMosaicParameters } from '../../../shared/run/parameters.ts';
import type { Store } from '../../../shared/store/store.ts';
import { joinUrl } from '../../../shared/store/url.ts';
import { type Problem, Problems } from '../problems.ts';
import { compareBands, type MeasuredBands } from './bands.ts';
import { comparedPlanes, comparePixels } from './compare-pixels.ts';
import { compareInputs, type MeasuredInputs } from './inputs.ts';
import { hduOf, type MosaicThere, openMosaic } from './mosaic-there.ts';
import { type Overlap, overlapsOf } from './overlaps.ts';

/** What was seen of the mosaics of a run. */
export interface MosaicMeasurements {
  mosaics: number;
  /** pairs of tiles, in all bands */
  overlaps: number;
  /** of overlaps, in SCI; those that have a value */
  pixels: number;
  values: number;
  /** tiles of one band against the next */
  bands: MeasuredBands[];
  /** mosaics against their images, a band each */
  inputs: MeasuredInputs[];
  /** what could not be checked, and why */
  notes: string[];
}

/** What the checks of a run's mosaics share. */
interface Checked {
  store: Store;
  run: string;
  problems: Problems;
  measured: MosaicMeasurements;
  /** those that two tiles must have bit for bit */
  planes: readonly string[];
}

/**
 * Compares all pixels that two tiles of a run of `starfan mosaic` share, bit for bit: SCI, WHT, COV
 * and ERR; looks how far tiles lie from the same ones in the next band, and how much they differ
 * from their images. Nothing is written. Throws StoreError when the folder cannot be read.
 */
export async function checkMosaics(
  store: Store,
  run: string,
): Promise<{ problems: Problem[]; measured: MosaicMeasurements }> {
  const problems = new Problems();
  const measured: MosaicMeasurements = {
    ...{ mosaics: 0, overlaps: 0, pixels: 0, values: 0 },
    ...{ bands: [], inputs: [], notes: [] },
  };
  const { grid } = await readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema);
  const requested = requestedCompression(await readMosaicParameters(store, run), grid.kind);
  const isExact = requested === 'none' || requested === 'lossless';
  if (!isExact)
    measured.notes.push('SCI and ERR are not compared: quantised, dithered tile by tile');
  const planes = comparedPlanes.filter((plane) => isExact || !['SCI', 'ERR'].includes(plane));
  const checked: Checked = { store, run, problems, measured, planes };

  const there: MosaicThere[] = [];
  for (const [band, tiles] of await tilesByBand(store, run, gridOf(grid)))
    there.push(...(await compareTiles(checked, band, tiles)));
  measured.bands = await compareBands(there, problems);
  measured.inputs = await compareInputs(store, run, there, { problems, notes: measured.notes });
  if (measured.overlaps === 0) measured.notes.push('No two mosaics share pixels: none compared');
  return { problems: problems.list(), measured };
}

async function tilesByBand(
  store: Store,
  run: string,
  grid: ReturnType<typeof gridOf>,
): Promise<Map<string, GridTile[]>> {
  const bands = new Map<string, GridTile[]>();
  const items = readJsonLines(store, joinUrl(run, mosaicKeys.mosaicItems), mosaicItemSchema);
  for await (const { band, place } of items) {
    const tiles = bands.get(band) ?? [];
    bands.set(band, tiles);
    tiles.push(grid.tile(place));
  }
  return bands;
}

/** Opens the mosaics of a band, compares those that overlap, and gives those that are there. */
async function compareTiles(
  checked: Checked,
  band: string,
  tiles: readonly GridTile[],
): Promise<MosaicThere[]> {
  const { store, run, problems, measured } = checked;
  const there: MosaicThere[] = [];
  const files = new Map<string, FitsFile>();
  for (const tile of tiles) {
    const { name, place } = tile;
    const file = await openMosaic(store, run, { band, tile }, problems);
    if (!file) continue;
    files.set(name, file);
    there.push({
      item: { band, name, place: [...place] },
      tile,
      science: (await hduOf(file, 'SCI'))!,
    });
  }
  measured.mosaics += files.size;
  for (const overlap of overlapsOf(tiles)) await compareOverlap(checked, band, files, overlap);
  return there;
}

async function compareOverlap(
  { problems, measured, planes }: Checked,
  band: string,
  files: ReadonlyMap<string, FitsFile>,
  { tiles, boxes }: Overlap,
): Promise<void> {
  const [one, other] = tiles.map(({ name }) => files.get(name));
  if (!one || !other) return;
  const where = mosaicKeys.mosaic(band, tiles[1].name);
  measured.overlaps++;
  for (const plane of planes) {
    try {
      const hdus = [await hduOf(one, plane), await hduOf(other, plane)] as const;
      if (!hdus[0] || !hdus[1]) {
        if (Boolean(hdus[0]) !== Boolean(hdus[1]))
          problems.add('MissingPlane', where, `${plane} is in one of ${names(tiles)} alone.`);
        continue;
      }
      const seen = await comparePixels(
        (box) => readSection(hdus[0]!, box),
        (box) => readSection(hdus[1]!, box),
        boxes,
      );
      if (plane === planes[0]) measured.pixels += seen.pixels;
      if (plane === planes[0]) measured.values += seen.values;
      if (seen.different === 0) continue;
      const { x, y, a, b } = seen.first!;
      problems.add(
        'UnequalOverlap',
        where,
        `${plane}: ${seen.different} of ${seen.pixels} pixels shared with ${tiles[0].name} differ; the first is pixel ${x}, ${y}: ${b}, and ${a} there. One of both files is damaged, or not of this run: make them again (starfan redo).`,
      );
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.add(
        'UnreadableMosaic',
        where,
        `It cannot be compared with ${tiles[0].name}: ${error.message}`,
      );
    }
  }
}

const names = (tiles: readonly GridTile[]): string => tiles.map(({ name }) => name).join(' and ');
