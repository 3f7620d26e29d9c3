import type { Failure } from '../../shared/contracts/lists.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem, StripItem } from '../../shared/contracts/mosaics/plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlannedMosaic } from '../../shared/core/mosaics/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { type PlacedGroups, putAll, writeGroups } from '../../shared/run/plan/write-groups.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What was decided of a band, and where its images stand. */
export interface DecidedMosaics {
  band: string;
  mosaics: readonly PlannedMosaic[];
  overlaps: PlacedGroups;
  failures: readonly Failure[];
}

/** Writes what each group and each mosaic of a band needs, and lists them, and the failures. */
export async function writeMosaicBand(
  store: Store,
  run: string,
  { band, mosaics, overlaps, failures }: DecidedMosaics,
): Promise<void> {
  const { places } = overlaps;
  const groups = await writeGroups(store, run, overlaps);
  await putAll(store, run, mosaics, ({ tile, images, step, strips }) => [
    mosaicKeys.mosaicPlan(band, tile.name),
    JSON.stringify({ images: places.refsOf(images), step, strips }),
  ]);
  const put = (key: string, lines: readonly object[]) =>
    store.put(joinUrl(run, key), jsonLines(lines));
  await put(skyKeys.bandOverlaps(band), groups);
  await put(mosaicKeys.bandMosaics(band), mosaics.map(itemOf));
  await put(mosaicKeys.bandStrips(band), mosaics.flatMap(stripsOf));
  await put(skyKeys.bandRefusals(band), failures);
}

const itemOf = ({ band, tile: { name, place } }: PlannedMosaic): MosaicItem => ({
  band,
  name,
  place: [...place],
});

const stripsOf = (mosaic: PlannedMosaic): StripItem[] =>
  mosaic.strips.map((_, strip) => ({ ...itemOf(mosaic), strip }));
