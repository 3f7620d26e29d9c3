import { costedPlateSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlateItem } from '../../shared/contracts/sky-map/tiles.ts';
import { jsonLines, readJsonLines } from '../../shared/run/json.ts';
import { readLines } from '../../shared/store/lines.ts';
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
  await store.putStream(
    joinUrl(run, skyKeys.overlapItems),
    linesOf(store, run, bands.map(skyKeys.bandOverlaps)),
  );
  await store.put(joinUrl(run, skyKeys.plateItems), jsonLines(items));
  await store.putStream(
    joinUrl(run, skyKeys.refusals),
    linesOf(store, run, [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)]),
  );
}

/** The lines of some files, one after another. */
async function* linesOf(
  store: Store,
  run: string,
  files: readonly string[],
): AsyncGenerator<string> {
  for (const key of files)
    for await (const line of readLines(store, joinUrl(run, key)))
      if (line !== '') yield `${line}\n`;
}
