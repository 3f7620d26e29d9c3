import type { Failure } from '../../contracts/lists.ts';
import { skyKeys } from '../../contracts/sky-map/keys.ts';
import { type CostedOverlap, OVERLAPS_PER_PACK } from '../../contracts/sky-map/overlaps.ts';
import { groupSeconds } from '../../core/plan/cost.ts';
import type { OverlapGroup } from '../../core/plan/groups.ts';
import type { ImageRefusal } from '../../core/plan/image-outline.ts';
import type { ImageTable } from '../../core/plan/sky-images.ts';
import { ahead } from '../../store/ahead.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { jsonLines } from '../json.ts';
import { readPlacedImages } from '../placed-images.ts';
import type { GroupPlan } from './plan-packs.ts';
import type { PlanPlaces } from './plan-places.ts';

/** objects put, or images asked for, at the same time */
const AT_ONCE = 32;

/** Groups of one band, a line each. */
interface Pack {
  band: string;
  pack: number;
  plans: GroupPlan[];
}

/** Groups of a band, where its images stand, and how large these are. */
export interface PlacedGroups {
  groups: Iterable<OverlapGroup>;
  places: PlanPlaces;
  images: ImageTable;
}

/** Writes what each group of overlaps needs. Answers the groups, with what they cost. */
export async function writeGroups(
  store: Store,
  run: string,
  placed: PlacedGroups,
): Promise<CostedOverlap[]> {
  const items: CostedOverlap[] = [];
  await putAll(store, run, packsOf(placed, items), ({ band, pack, plans }) => [
    skyKeys.overlapGroups(band, pack),
    jsonLines(plans),
  ]);
  return items;
}

/** Groups in packs as they come, band after band; each becomes an item. */
function* packsOf(
  { groups, places, images }: PlacedGroups,
  items: CostedOverlap[],
): Generator<Pack> {
  let open: Pack | undefined;
  for (const one of groups) {
    const band = places.bandOf(one.members[0] ?? one.pairs[0]![0]);
    if (open && (open.band !== band || open.plans.length === OVERLAPS_PER_PACK)) yield open;
    if (open?.band !== band) open = { band, pack: 0, plans: [] };
    else if (open.plans.length === OVERLAPS_PER_PACK)
      open = { band, pack: open.pack + 1, plans: [] };
    const group = open.pack * OVERLAPS_PER_PACK + open.plans.length;
    items.push({ band, group, seconds: groupSeconds(images, one) });
    open.plans.push(planOf(one, places));
  }
  if (open) yield open;
}

function planOf({ members, pairs }: OverlapGroup, places: PlanPlaces): GroupPlan {
  const images = [...new Set([...members, ...pairs.flat()])].sort((a, b) => a - b);
  return {
    images: places.refsOf(images),
    members: members.map((image) => places.placeOf(image)),
    pairs: pairs.map(([i, j]) => [places.placeOf(i), places.placeOf(j)]),
  };
}

/** The failures of images that a plan leaves out. */
export async function refusals(
  store: Store,
  run: string,
  refused: readonly ImageRefusal[],
  places: PlanPlaces,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const read = ahead(refused, AT_ONCE, async ({ image, name, message }): Promise<Failure> => {
    const band = places.bandOf(image);
    const [found] = await readPlacedImages(store, run, band, places.refsOf([image]));
    const { line, uri } = found!.item;
    return { line, uri, stage: 'plan', error: name, message };
  });
  for await (const failure of read) failures.push(failure);
  return failures;
}

/** One object for each of many values. */
export async function putAll<T>(
  store: Store,
  run: string,
  values: Iterable<T>,
  objectOf: (value: T) => [key: string, text: string],
): Promise<void> {
  const put = (value: T) => {
    const [key, text] = objectOf(value);
    return store.put(joinUrl(run, key), text);
  };
  for await (const _ of ahead(values, AT_ONCE, put));
}
