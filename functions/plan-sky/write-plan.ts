import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { ImageRef, SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import type { OverlapGroup } from '../../shared/core/plan/groups.ts';
import type { PlannedPlate } from '../../shared/core/plan/plan.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** puts at the same time */
const AT_ONCE = 32;

/** What was decided, and where the images of some places stand in the plan's list. */
export interface Decided {
  summary: SkyPlan;
  plates: readonly PlannedPlate[];
  groups: readonly OverlapGroup[];
  failures: readonly Failure[];
  refsOf: (places: readonly number[]) => ImageRef[];
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
  await putAll(store, run, groups.entries(), ([group, { members, pairs }]) => {
    const places = [...new Set([...members, ...pairs.flat()])].sort((a, b) => a - b);
    return [skyKeys.overlapGroup(group), { images: refsOf(places), members, pairs }];
  });
  await putAll(store, run, plates.values(), ({ band, npix, images, cost }) => [
    skyKeys.platePlan(band, npix),
    { images: refsOf(images), seconds: cost.seconds },
  ]);
  // The longest first, so that none is left to the end.
  const longestFirst = [...plates].sort((a, b) => b.cost.seconds - a.cost.seconds);
  const lists: [key: string, lines: Iterable<unknown>][] = [
    [skyKeys.overlapItems, groups.map((_, group) => ({ group }))],
    [skyKeys.plateItems, longestFirst.map(({ band, npix }) => ({ band, npix }))],
    [skyKeys.refusals, failures],
  ];
  for (const [key, lines] of lists) await store.put(joinUrl(run, key), jsonLines(lines));
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
}

/** One object for each of many values. */
async function putAll<T>(
  store: Store,
  run: string,
  values: Iterator<T> & Iterable<T>,
  objectOf: (value: T) => [key: string, content: unknown],
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (const value of values) {
      const [key, content] = objectOf(value);
      await store.put(joinUrl(run, key), JSON.stringify(content));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
