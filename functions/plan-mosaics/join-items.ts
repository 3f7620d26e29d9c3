import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { type MosaicItem, mosaicItemSchema } from '../../shared/contracts/mosaics/plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { jsonLines, readJsonLines } from '../../shared/run/json.ts';
import { joinLines } from '../../shared/run/plan/join-lines.ts';
import { joinOverlaps } from '../../shared/run/plan/join-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { Colour } from './decide-colour.ts';

/** The mosaics of some bands, band after band. */
export async function readMosaicItems(
  store: Store,
  run: string,
  bands: readonly string[],
): Promise<MosaicItem[]> {
  const items: MosaicItem[] = [];
  for (const band of bands) {
    const url = joinUrl(run, mosaicKeys.bandMosaics(band));
    for await (const item of readJsonLines(store, url, mosaicItemSchema)) items.push(item);
  }
  return items;
}

/**
 * Writes the items of the maps to come, and the failures, of all bands. Answers how many groups of
 * overlaps go to a child, `asked` at least.
 */
export async function joinMosaicItems(
  store: Store,
  run: string,
  bands: readonly string[],
  {
    mosaics,
    colour,
    asked,
  }: { mosaics: readonly MosaicItem[]; colour: Colour | undefined; asked: number },
): Promise<number> {
  const isColoured = ({ band, name }: MosaicItem): boolean =>
    colour?.bands.includes(band) === true && colour.tiles.has(name);
  const items = mosaics.map((item) => ({ ...item, ...(isColoured(item) ? { colour: true } : {}) }));
  await store.put(joinUrl(run, mosaicKeys.mosaicItems), jsonLines(items));
  const perChild = await joinOverlaps(store, run, bands, asked);
  await joinLines(store, run, bands.map(mosaicKeys.bandStrips), mosaicKeys.stripItems);
  const refusals = [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)];
  await joinLines(store, run, refusals, skyKeys.refusals);
  return perChild;
}
