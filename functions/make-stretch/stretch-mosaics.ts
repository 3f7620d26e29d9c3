import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { mosaicsPlanSchema } from '../../shared/contracts/mosaics/plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { makeStretch, type Stretch } from '../../shared/core/stretch/stretch.ts';
import { readJson } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { readMerged } from './read-merged.ts';

/** As of sky maps: the median a dark grey. */
const choice = { kind: 'asinh', cut: '7% 99.8%' } as const;

/**
 * Makes of each band's histogram one brightness scale for all its mosaics. Answers the bands that
 * have any pixels.
 */
export async function stretchMosaics(store: Store, run: string): Promise<string[]> {
  const { bands } = await readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema);
  const stretches: Record<string, Stretch> = {};
  for (const { name } of bands) {
    const histogram = await readMerged(store, run, name);
    if (histogram.count > 0) stretches[name] = makeStretch(histogram, choice);
  }
  await store.put(joinUrl(run, skyKeys.stretch), `${JSON.stringify(stretches)}\n`);
  return Object.keys(stretches);
}
