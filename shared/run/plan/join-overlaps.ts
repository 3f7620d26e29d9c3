import { skyKeys } from '../../contracts/sky-map/keys.ts';
import {
  type CostedOverlap,
  costedOverlapSchema,
  type OverlapItem,
} from '../../contracts/sky-map/overlaps.ts';
import { inChildren, secondsTogether, tasksPerChild } from '../../core/plan/children.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { jsonLines, readJsonLines } from '../json.ts';

/**
 * Writes the groups of overlaps of all bands as the items of their map. Answers how many go to a
 * child, `asked` at least.
 */
export async function joinOverlaps(
  store: Store,
  run: string,
  bands: readonly string[],
  asked: number,
): Promise<number> {
  const groups: CostedOverlap[] = [];
  for (const band of bands) {
    const url = joinUrl(run, skyKeys.bandOverlaps(band));
    for await (const group of readJsonLines(store, url, costedOverlapSchema)) groups.push(group);
  }
  const perChild = tasksPerChild(groups.length, secondsTogether(groups), asked);
  const inOrder = perChild > 1 ? inChildren(groups, perChild) : groups;
  const items = inOrder.map(({ band, group }): OverlapItem => ({ band, group }));
  await store.put(joinUrl(run, skyKeys.overlapItems), jsonLines(items));
  return perChild;
}
