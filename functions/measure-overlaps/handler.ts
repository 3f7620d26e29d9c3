import { batchOf } from '../../shared/contracts/batch.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import {
  overlapGroupSchema,
  overlapItemSchema,
  overlapsTask,
} from '../../shared/contracts/sky-map/overlaps.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { imageReader } from '../../shared/run/image-pixels.ts';
import { readJson } from '../../shared/run/json.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { runTask } from '../../shared/run/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
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
    for (const { group } of Items) {
      const plan = await readJson(
        store,
        joinUrl(run, skyKeys.overlapGroup(group)),
        overlapGroupSchema,
      );
      const images = await readPlacedImages(store, run, plan.images);
      const record = await runTask(
        store,
        overlapsTask(run, group, plan, images),
        (counted, heads) => compareGroup(counted, { group, plan, images, heads }, imageReader),
      );
      answer[record.state]++;
    }
    return answer;
  },
);
