import { costedPlateSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlateItem } from '../../shared/contracts/sky-map/tiles.ts';
import { inChildren, secondsTogether, tasksPerChild } from '../../shared/core/plan/children.ts';
import { jsonLines, readJsonLines } from '../../shared/run/json.ts';
import { joinLines } from '../../shared/run/plan/join-lines.ts';
import { joinOverlaps } from '../../shared/run/plan/join-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Tasks that a child of a map does. */
export interface PerChild {
  overlaps: number;
  plates: number;
}

/**
 * Writes the items of the maps to come, and the failures, of all bands. Answers how many items go
 * to a child, `asked` at least.
 */
export async function joinItems(
  store: Store,
  run: string,
  bands: readonly string[],
  asked: number,
): Promise<PerChild> {
  const plates: (PlateItem & { seconds: number })[] = [];
  for (const band of bands) {
    const url = joinUrl(run, skyKeys.bandPlates(band));
    for await (const plate of readJsonLines(store, url, costedPlateSchema)) plates.push(plate);
  }
  const perChild = tasksPerChild(plates.length, secondsTogether(plates), asked);
  const inOrder =
    perChild > 1
      ? inChildren(plates, perChild)
      : // The longest first, so that none is left to the end.
        plates.sort((a, b) => b.seconds - a.seconds);
  const items = inOrder.map(({ band, npix }): PlateItem => ({ band, npix }));
  const overlaps = await joinOverlaps(store, run, bands, asked);
  await store.put(joinUrl(run, skyKeys.plateItems), jsonLines(items));
  const refusals = [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)];
  await joinLines(store, run, refusals, skyKeys.refusals);
  return { overlaps, plates: perChild };
}
