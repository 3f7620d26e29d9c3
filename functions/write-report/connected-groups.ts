import { fixedSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { counted } from '../../shared/pages/report/quantities.ts';
import { readJson } from '../../shared/run/json.ts';
import { readBackgroundMode } from '../../shared/run/parameters.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** How many groups of a band's images overlaps bring to one level each, and in words. */
export interface ConnectedGroups {
  readonly count: number;
  readonly words: string;
}

/** Of each band whose backgrounds were matched. */
export async function connectedGroups(store: Store, run: string): Promise<ConnectedGroups[]> {
  if ((await readBackgroundMode(store, run)) === 'none') return [];
  const found: ConnectedGroups[] = [];
  for (const { band } of await readPlanBands(store, run)) {
    const url = joinUrl(run, skyKeys.fixed(band));
    if (!(await store.head(url))) continue;
    const { groups, alone } = await readJson(store, url, fixedSchema);
    const count = groups + alone;
    const lonely = alone > 0 ? `, ${alone} of them of one image alone` : '';
    const levels = count > 1 ? '; their levels are independent of each other' : '';
    const words = `Band ${band}: ${counted(count, 'group')} of images that overlaps connect${lonely}${levels}`;
    found.push({ count, words: `${words}.` });
  }
  return found;
}
