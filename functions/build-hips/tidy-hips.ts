import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { allskyOrder } from '../../shared/core/hips/allsky.ts';
import { parseTilePath } from '../../shared/core/hips/tile-path.ts';
import { type Moc, touchesCell } from '../../shared/core/moc/moc.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { compareKeys } from '../../shared/store/key-order.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { rangeBounds } from './key-ranges.ts';
import type { HipsRun } from './survey-job.ts';

/** What says what the lists of images are. */
export const finderFiles = ['HpxFinder/properties', 'HpxFinder/metadata.xml'] as const;

/** ranges of keys that are listed at the same time */
const LISTS_AT_ONCE = 16;

/** Tiles and Allskys of all orders and formats of a survey. */
export interface TileCount {
  files: number;
  bytes: number;
}

/**
 * Goes through all that is published, once: counts the tiles of the surveys, by name with the cells
 * that each has, and removes what an earlier run of another plan or of other bands left.
 */
export async function tidyHips(
  context: HipsRun,
  surveys: ReadonlyMap<string, Moc>,
): Promise<Map<string, TileCount>> {
  const counts = new Map([...surveys.keys()].map((id) => [id, { files: 0, bytes: 0 }]));
  const { run, plan } = context;
  const folder = joinUrl(run, skyKeys.hips('x', 'x')).slice(0, -'x/x'.length);
  const bounds = rangeBounds(surveys, plan.order).map((bound) => `${folder}${bound}`);
  const ranges = [undefined, ...bounds].map((after, k) => ({ folder, after, end: bounds[k] }));
  const tidied = ahead(ranges, LISTS_AT_ONCE, (range) => tidyRange(context, surveys, range));
  for await (const found of tidied)
    for (const [survey, { files, bytes }] of found) {
      const count = counts.get(survey)!;
      count.files += files;
      count.bytes += bytes;
    }
  return counts;
}

/** The same of what stands in `folder` behind the URL `after` and not behind the URL `end`. */
async function tidyRange(
  context: HipsRun,
  surveys: ReadonlyMap<string, Moc>,
  { folder, after, end }: { folder: string; after: string | undefined; end: string | undefined },
): Promise<Map<string, TileCount>> {
  const { store } = context;
  const counts = new Map<string, TileCount>();
  for await (const { url, size } of store.list(folder, after)) {
    if (end !== undefined && compareKeys(url, end) > 0) break;
    const [survey = '', ...rest] = url.slice(folder.length).split('/');
    const path = rest.join('/');
    const moc = surveys.get(survey);
    if (!(moc ? isOurs(context, moc, path) : isPainted(context, survey, path))) {
      await store.delete(url);
      continue;
    }
    if (!moc || !path.startsWith('Norder')) continue;
    const count = counts.get(survey) ?? { files: 0, bytes: 0 };
    counts.set(survey, count);
    count.files++;
    count.bytes += size;
  }
  return counts;
}

/** Whether a file is of a survey as it is planned. */
function isOurs({ plan, sky }: HipsRun, moc: Moc, path: string): boolean {
  const isIn = (tilePath: string): boolean => {
    const tile = parseTilePath(tilePath);
    return tile !== undefined && tile.order <= plan.order && touchesCell(moc, tile);
  };
  if (path.startsWith('Norder')) {
    if (path.endsWith('.fits') && !sky.fits) return false;
    return isIn(path) || path.startsWith(`Norder${allskyOrder(plan.order)}/Allsky.`);
  }
  if (path.startsWith('HpxFinder/Norder')) {
    const tilePath = `${path.slice('HpxFinder/'.length)}.fits`;
    return sky.fits && parseTilePath(tilePath)?.order === plan.order && isIn(tilePath);
  }
  return sky.fits || !finderFiles.some((file) => file === path);
}

/**
 * Of a band without any picture no survey is published, but its painted tiles stay: a redo draws
 * them.
 */
function isPainted({ plan, sky }: HipsRun, survey: string, path: string): boolean {
  if (!(sky.fits && sky.publish === 'all' && plan.bands.includes(survey))) return false;
  const tile = parseTilePath(path);
  return tile !== undefined && tile.order <= plan.order && path.endsWith('.fits');
}
