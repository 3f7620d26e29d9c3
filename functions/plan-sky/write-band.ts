import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { type PlatePlan, packOfPlate } from '../../shared/contracts/sky-map/tiles.ts';
import type { PlannedPlate } from '../../shared/core/plan/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { PlanPlaces } from '../../shared/run/plan/plan-places.ts';
import { type PlacedGroups, putAll, writeGroups } from '../../shared/run/plan/write-groups.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What was decided of a band, and where its images stand. */
export interface DecidedBand {
  band: string;
  /** by npix */
  plates: readonly PlannedPlate[];
  overlaps: PlacedGroups;
  failures: readonly Failure[];
}

/** Writes what each group and each plate of a band needs, and lists them, and the failures. */
export async function writeBand(
  store: Store,
  run: string,
  { band, plates, overlaps, failures }: DecidedBand,
): Promise<void> {
  const { places } = overlaps;
  const items = await writeGroups(store, run, overlaps);
  await putAll(store, run, packsOf(plates), (pack) => [
    skyKeys.platePlans(band, packOfPlate(pack[0]!.npix)),
    JSON.stringify(pack.map((plate) => planOf(plate, places))),
  ]);
  const costed = plates.map(({ npix, cost }) => ({ band, npix, seconds: cost.seconds }));
  await store.put(joinUrl(run, skyKeys.bandOverlaps(band)), jsonLines(items));
  await store.put(joinUrl(run, skyKeys.bandPlates(band)), jsonLines(costed));
  await store.put(joinUrl(run, skyKeys.bandRefusals(band)), jsonLines(failures));
}

const planOf = ({ npix, images, cost }: PlannedPlate, places: PlanPlaces): PlatePlan => ({
  npix,
  images: places.refsOf(images),
  seconds: cost.seconds,
});

/** Plates that follow one another, in packs. */
function* packsOf(plates: readonly PlannedPlate[]): Generator<PlannedPlate[]> {
  let open: PlannedPlate[] = [];
  for (const plate of plates) {
    const [first] = open;
    if (first && packOfPlate(first.npix) !== packOfPlate(plate.npix)) {
      yield open;
      open = [];
    }
    open.push(plate);
  }
  if (open.length > 0) yield open;
}
