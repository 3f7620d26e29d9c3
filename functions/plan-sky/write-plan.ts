import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { type PlatePlan, packOfPlate } from '../../shared/contracts/sky-map/tiles.ts';
import type { OverlapGroup } from '../../shared/core/plan/groups.ts';
import type { PlannedPlate } from '../../shared/core/plan/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { PlanPlaces } from '../../shared/run/plan/plan-places.ts';
import { putAll, writeOverlaps } from '../../shared/run/plan/write-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What was decided, and where the images stand. */
export interface Decided {
  summary: SkyPlan;
  plates: readonly PlannedPlate[];
  groups: Iterable<OverlapGroup>;
  failures: readonly Failure[];
  places: PlanPlaces;
}

/**
 * Writes a plan: what each group and each plate needs, the items of the maps to come, the failures,
 * and at last plan.json.
 */
export async function writePlan(
  store: Store,
  run: string,
  { summary, plates, groups, failures, places }: Decided,
): Promise<void> {
  await writeOverlaps(store, run, groups, failures, places);
  await putAll(store, run, packsOf(plates), (pack) => [
    skyKeys.platePlans(pack[0]!.band, packOfPlate(pack[0]!.npix)),
    JSON.stringify(
      pack.map(
        ({ npix, images, cost }): PlatePlan => ({
          npix,
          images: places.refsOf(images),
          seconds: cost.seconds,
        }),
      ),
    ),
  ]);
  // The longest first, so that none is left to the end.
  const longestFirst = [...plates].sort((a, b) => b.cost.seconds - a.cost.seconds);
  const items = longestFirst.map(({ band, npix }) => ({ band, npix }));
  await store.put(joinUrl(run, skyKeys.plateItems), jsonLines(items));
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
}

/** Plates that follow one another, in packs. */
function* packsOf(plates: readonly PlannedPlate[]): Generator<PlannedPlate[]> {
  let open: PlannedPlate[] = [];
  for (const plate of plates) {
    const [first] = open;
    const isOther =
      first && (first.band !== plate.band || packOfPlate(first.npix) !== packOfPlate(plate.npix));
    if (isOther) {
      yield open;
      open = [];
    }
    open.push(plate);
  }
  if (open.length > 0) yield open;
}
