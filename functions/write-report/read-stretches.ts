import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import type { BandStretch } from '../../shared/pages/report/input.ts';
import { readStretches } from '../../shared/run/stretches.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Of each band the histogram of all its pixels and the stretch that was made of it. */
export async function readBandStretches(store: Store, run: string): Promise<BandStretch[]> {
  const stretches: BandStretch[] = [];
  for (const [band, stretch] of Object.entries(await readStretches(store, run))) {
    const bytes = await store.get(joinUrl(run, skyKeys.mergedHistogram(band)));
    stretches.push({ band, histogram: decodeHistogram(bytes), stretch });
  }
  return stretches;
}
