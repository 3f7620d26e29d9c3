import type * as z from 'zod';
import { failureSchema } from '../../contracts/lists.ts';
import { skyKeys } from '../../contracts/sky-map/keys.ts';
import { ahead } from '../../store/ahead.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { readJson, readJsonLines } from '../json.ts';
import { readPlanBands } from '../plan-images.ts';

/** plans of bands asked for at the same time */
const READ_AHEAD = 64;

/** The bands of a run, each with what its plan adds to that of all. */
export async function readBandPlans<Plan>(
  store: Store,
  run: string,
  schema: z.ZodType<Plan>,
): Promise<{ name: string; plan: Plan }[]> {
  const planned: { name: string; plan: Plan }[] = [];
  const read = ahead(await readPlanBands(store, run), READ_AHEAD, async ({ band }) => ({
    name: band,
    plan: await readJson(store, joinUrl(run, skyKeys.bandPlan(band)), schema),
  }));
  for await (const one of read) planned.push(one);
  return planned;
}

/** Of an image that a plan leaves out, why. */
export async function firstFailure(
  store: Store,
  run: string,
  bands: readonly string[],
): Promise<string | undefined> {
  for (const key of [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)])
    for await (const { message } of readJsonLines(store, joinUrl(run, key), failureSchema))
      return message;
  return undefined;
}
