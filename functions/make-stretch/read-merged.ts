import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import type { Histogram } from '../../shared/core/histogram/histogram.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** The sum of a band's histograms. */
export const readMerged = async (store: Store, run: string, band: string): Promise<Histogram> =>
  decodeHistogram(await store.get(joinUrl(run, skyKeys.mergedHistogram(band))));
