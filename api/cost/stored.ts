import type { Stored } from '../../shared/estimate/bill.ts';
import type { Store } from '../../shared/store/store.ts';

/**
 * Days after which the deployed bucket forgets what a run needed on its way: deploy/parameters.js.
 */
export const WORKING_DAYS = 14;
/** As they are tagged: shared/store/s3-write.ts. */
const WORKING = /^(plan|overlaps|background|tiles|strips|matches|histograms|fetched)\//;

/**
 * What of a run lies in S3, by listing it: its products for so many days, its working prefixes for
 * as long as the bucket keeps them.
 */
export async function readStored(store: Store, run: string, days: number): Promise<Stored[]> {
  let [products, onItsWay] = [0, 0];
  for await (const { url, size } of store.list(run)) {
    if (WORKING.test(url.slice(run.length))) onItsWay += size;
    else products += size;
  }
  return [
    { item: 'products, records', bytes: products, days },
    ...(onItsWay > 0
      ? [{ item: 'working prefixes', bytes: onItsWay, days: Math.min(days, WORKING_DAYS) }]
      : []),
  ];
}
