import { batchOf } from '../../shared/contracts/batch.ts';
import { volumeItemSchema } from '../../shared/contracts/catalogue.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { mergeVolumeOnce } from './merge-volume-once.ts';

/** Merges the catalogues of the images in and around each volume of a batch. */
export const handler = lambdaHandler(
  batchOf(volumeItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const answer = { done: 0, failed: 0 };
    for (const { volume } of Items) {
      const record = await mergeVolumeOnce(store, run, volume);
      answer[record.state]++;
    }
    return answer;
  },
);
