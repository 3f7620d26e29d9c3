import { matchKeys, matchPlanSchema } from '../../shared/contracts/matches.ts';
import { readJson } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** How many images of a match have no time, and no filter; nothing where there is no plan. */
export async function matchNotes(store: Store, run: string): Promise<string[]> {
  const url = joinUrl(run, matchKeys.plan);
  if (!(await store.head(url))) return [];
  const { untimed, unfiltered } = await readJson(store, url, matchPlanSchema);
  return [
    ...(untimed > 0
      ? [`no time in ${imagesOf(untimed)}: mjd is null, photometry/images says why`]
      : []),
    ...(unfiltered > 0
      ? [`no filter in ${imagesOf(unfiltered)}: filter is null, and no band has them`]
      : []),
  ];
}

const imagesOf = (n: number): string =>
  n === 1 ? '1 image' : `${n.toLocaleString('en-US')} images`;
