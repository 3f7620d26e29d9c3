import type { Failure } from '../../contracts/lists.ts';
import { skyKeys } from '../../contracts/sky-map/keys.ts';
import type { ImageRef } from '../../contracts/sky-map/plan.ts';
import type { NumberList } from '../../core/number-list.ts';
import type { OverlapGroup } from '../../core/plan/groups.ts';
import type { ImageRefusal } from '../../core/plan/image-outline.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { jsonLines } from '../json.ts';
import { readPlacedImages } from '../placed-images.ts';

/** puts at the same time */
const AT_ONCE = 32;

/** Where the images of some places stand in the plan's list. */
export type RefsOf = (places: readonly number[]) => ImageRef[];

/** Where they stand, by where each line begins and the last one ends. */
export const refsIn =
  (offsets: NumberList): RefsOf =>
  (places) =>
    places.map((place) => [place, offsets.at(place), offsets.at(place + 1) - offsets.at(place)]);

/** Writes what each group of overlaps needs, the items of their map, and the failures. */
export async function writeOverlaps(
  store: Store,
  run: string,
  groups: Iterable<OverlapGroup>,
  failures: readonly Failure[],
  refsOf: RefsOf,
): Promise<void> {
  let count = 0;
  function* numbered(): Generator<[number, OverlapGroup]> {
    for (const group of groups) yield [count++, group];
  }
  await putAll(store, run, numbered(), ([group, { members, pairs }]) => {
    const places = [...new Set([...members, ...pairs.flat()])].sort((a, b) => a - b);
    return [skyKeys.overlapGroup(group), { images: refsOf(places), members, pairs }];
  });
  const items = Array.from({ length: count }, (_, group) => ({ group }));
  await store.put(joinUrl(run, skyKeys.overlapItems), jsonLines(items));
  await store.put(joinUrl(run, skyKeys.refusals), jsonLines(failures));
}

/** The failures of images that a plan leaves out. */
export async function refusals(
  store: Store,
  run: string,
  refused: readonly ImageRefusal[],
  refsOf: RefsOf,
): Promise<Failure[]> {
  const images = await readPlacedImages(store, run, refsOf(refused.map(({ image }) => image)));
  return refused.map(({ name, message }, i) => {
    const { line, uri } = images[i]!.item;
    return { line, uri, stage: 'plan', error: name, message };
  });
}

/** One object for each of many values. */
export async function putAll<T>(
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
