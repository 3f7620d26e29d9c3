import type { HipsCell } from '../../shared/contracts/sky-map/hips.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { mocOfCells } from '../../shared/core/moc/moc.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type BandCells, buildBand, cellsOfBand } from './build-band.ts';
import { buildPictures } from './build-pictures.ts';
import { readDrawnPlates } from './drawn-plates.ts';
import { colourBandsOf, PART_LEVELS, readHipsRun } from './survey-job.ts';

/**
 * The orders above the plates of one of the twelve base cells, of all surveys, and what the cell
 * has of each. Answers how many plates that were.
 */
export async function buildCell(
  store: Store,
  run: string,
  cell: number,
): Promise<{ plates: number }> {
  const job = await readHipsRun(store, run);
  const { plan, sky } = job;
  const { ofBand, colour } = await readDrawnPlates(job, cell);
  const isPublished = sky.publish === 'all';
  const found: HipsCell = { bands: {}, colour: sky.bands ? colour.length : 0 };
  const ranges = (order: number, cells: number[]) => [...mocOfCells(order, cells).ranges];
  let count = 0;
  for (const [band, plates] of ofBand) {
    if (plates.length === 0 || (!isPublished && !colourBandsOf(sky).includes(band))) continue;
    const build = isPublished ? buildBand : cellsOfBand;
    const { deepest, parts }: BandCells = await build({ ...job, survey: band }, plates);
    found.bands[band] = {
      plates: plates.length,
      deepest: ranges(plan.order, deepest),
      parts: ranges(plan.plateOrder + PART_LEVELS, parts),
    };
    count += plates.length;
  }
  if (found.colour > 0) await buildPictures({ ...job, survey: COLOUR_SURVEY }, colour);
  await store.put(joinUrl(run, skyKeys.hipsCell(cell)), JSON.stringify(found));
  return { plates: count };
}
