import { batchOf } from '../../shared/contracts/batch.ts';
import { mosaicItemSchema } from '../../shared/contracts/mosaics/plan.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { loadMosaic } from '../../shared/run/mosaics/load-work.ts';
import { runTask } from '../../shared/run/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { writeMosaic } from './write-mosaic.ts';

/** Writes each mosaic of a batch from its strips: one FITS file, and its picture. */
export const handler = lambdaHandler(
  batchOf(mosaicItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const answer = { done: 0, failed: 0 };
    for (const item of Items) {
      const { task, work } = await loadMosaic(store, run, item);
      const record = await runTask(store, task, (counted, heads) => {
        const there = new Set(work.urls.filter((_, k) => heads[k] !== undefined));
        return writeMosaic(counted, run, { ...work, item }, there);
      });
      answer[record.state]++;
    }
    return answer;
  },
);
