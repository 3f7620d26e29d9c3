import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import type { OverlapGroup } from '../../shared/core/plan/groups.ts';
import type { PlannedPlate } from '../../shared/core/plan/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { putAll, type RefsOf, writeOverlaps } from '../../shared/run/plan/write-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What was decided, and where the images of some places stand in the plan's list. */
export interface Decided {
  summary: SkyPlan;
  plates: readonly PlannedPlate[];
  groups: Iterable<OverlapGroup>;
  failures: readonly Failure[];
  refsOf: RefsOf;
}

/**
 * Writes a plan: what each group and each plate needs, the items of the maps to come, the failures,
 * and at last plan.json.
 */
export async function writePlan(
  store: Store,
  run: string,
  { summary, plates, groups, failures, refsOf }: Decided,
): Promise<void> {
  await writeOverlaps(store, run, groups, failures, refsOf);
  await putAll(store, run, plates.values(), ({ band, npix, images, cost }) => [
    skyKeys.platePlan(band, npix),
    { images: refsOf(images), seconds: cost.seconds },
  ]);
  // The longest first, so that none is left to the end.
  const longestFirst = [...plates].sort((a, b) => b.cost.seconds - a.cost.seconds);
  const items = longestFirst.map(({ band, npix }) => ({ band, npix }));
  await store.put(joinUrl(run, skyKeys.plateItems), jsonLines(items));
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
}
