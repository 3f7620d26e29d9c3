import type * as z from 'zod';
import { RunError } from '../../contracts/errors.ts';
import { skyKeys } from '../../contracts/sky-map/keys.ts';
import {
  OVERLAPS_PER_PACK,
  type OverlapItem,
  overlapGroupSchema,
} from '../../contracts/sky-map/overlaps.ts';
import {
  type PlateItem,
  type PlatePlan,
  packOfPlate,
  platePackSchema,
} from '../../contracts/sky-map/tiles.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { fromJson, readJson } from '../json.ts';

/** What a group of overlaps needs. */
export type GroupPlan = z.infer<typeof overlapGroupSchema>;

/** The plan of a group of overlaps: its line among those of its pack. */
export async function readGroup(
  store: Store,
  run: string,
  { band, group }: OverlapItem,
): Promise<GroupPlan> {
  const url = joinUrl(run, skyKeys.overlapGroups(band, Math.floor(group / OVERLAPS_PER_PACK)));
  const lines = new TextDecoder().decode(await store.get(url)).split('\n');
  return fromJson(lines[group % OVERLAPS_PER_PACK] ?? '', overlapGroupSchema, url);
}

/** The plan of a plate: among those of its pack. Throws DamagedRun where it is not. */
export async function readPlatePlan(
  store: Store,
  run: string,
  { band, npix }: PlateItem,
): Promise<PlatePlan> {
  const url = joinUrl(run, skyKeys.platePlans(band, packOfPlate(npix)));
  const plan = (await readJson(store, url, platePackSchema)).find((one) => one.npix === npix);
  if (plan) return plan;
  throw new RunError('DamagedRun', `${url} has no plate ${npix}: run the list again`);
}
