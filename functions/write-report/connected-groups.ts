import { fixedSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { counted } from '../../shared/pages/report/quantities.ts';
import { readJson } from '../../shared/run/json.ts';
import { readBackgroundMode } from '../../shared/run/parameters.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** How many groups of a band's images overlaps bring to one level each, and in words. */
export interface ConnectedGroups {
  readonly count: number;
  readonly words: string;
}

/** bands looked at at the same time */
const READ_AHEAD = 64;

/** Of each band whose backgrounds were matched; none of a run that was not planned. */
export async function connectedGroups(store: Store, run: string): Promise<ConnectedGroups[]> {
  if (!(await store.head(joinUrl(run, skyKeys.plan)))) return [];
  if ((await readBackgroundMode(store, run)) === 'none') return [];
  const read = ahead(await readPlanBands(store, run), READ_AHEAD, async ({ band }) => {
    const url = joinUrl(run, skyKeys.fixed(band));
    return { band, fixed: (await store.head(url)) && (await readJson(store, url, fixedSchema)) };
  });
  const found: ConnectedGroups[] = [];
  for await (const { band, fixed } of read) {
    if (!fixed) continue;
    const { groups, alone } = fixed;
    const count = groups + alone;
    const lonely = alone > 0 ? `, ${alone} of them of one image alone` : '';
    const levels = count > 1 ? '; their levels are independent of each other' : '';
    const words = `Band ${band}: ${counted(count, 'group')} of images that overlaps connect${lonely}${levels}`;
    found.push({ count, words: `${words}.` });
  }
  return found;
}
