import { batchOf } from '../../shared/contracts/batch.ts';
import { overlapItemSchema, overlapsTask } from '../../shared/contracts/sky-map/overlaps.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { imageReader } from '../../shared/run/image-reader.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readGroup } from '../../shared/run/plan/plan-packs.ts';
import { runTask } from '../../shared/run/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { compareGroup } from './compare-group.ts';

/**
 * Compares the images of each group with their neighbours: sums for a plane of the difference,
 * robust against stars.
 */
export const handler = lambdaHandler(
  batchOf(overlapItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const answer = { done: 0, failed: 0 };
    for (const item of Items) {
      const plan = await readGroup(store, run, item);
      const images = await readPlacedImages(store, run, item.band, plan.images);
      const record = await runTask(store, overlapsTask(run, item, plan, images), (counted, heads) =>
        compareGroup(counted, { plan, images, heads }, imageReader),
      );
      answer[record.state]++;
    }
    return answer;
  },
);
