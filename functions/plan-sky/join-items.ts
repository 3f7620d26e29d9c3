import { costedPlateSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlateItem } from '../../shared/contracts/sky-map/tiles.ts';
import { jsonLines, readJsonLines } from '../../shared/run/json.ts';
import { joinLines } from '../../shared/run/plan/join-lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Writes the items of the maps to come, and the failures, of all bands. */
export async function joinItems(
  store: Store,
  run: string,
  bands: readonly string[],
): Promise<void> {
  const plates: (PlateItem & { seconds: number })[] = [];
  for (const band of bands) {
    const url = joinUrl(run, skyKeys.bandPlates(band));
    for await (const plate of readJsonLines(store, url, costedPlateSchema)) plates.push(plate);
  }
  // The longest first, so that none is left to the end.
  plates.sort((a, b) => b.seconds - a.seconds);
  const items = plates.map(({ band, npix }): PlateItem => ({ band, npix }));
  await joinLines(store, run, bands.map(skyKeys.bandOverlaps), skyKeys.overlapItems);
  await store.put(joinUrl(run, skyKeys.plateItems), jsonLines(items));
  const refusals = [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)];
  await joinLines(store, run, refusals, skyKeys.refusals);
}
