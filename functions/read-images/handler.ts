import { itemSchema } from '../../shared/contracts/lists.ts';
import { batchOf } from '../../shared/contracts/sky-map.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runTask } from '../../shared/lambda/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readHeader } from './read-header.ts';

/** Reads the headers of a batch of images, by range reads: where each lies on the sky, its band, its scale. */
export const handler = lambdaHandler(batchOf(itemSchema), async ({ BatchInput, Items }, { store }) => {
  const run = objectUrl(BatchInput.run);
  const answer = { done: 0, failed: 0 };
  for (const item of Items) {
    const task = {
      run,
      stage: 'images',
      name: item.name,
      parameters: { hdu: item.hdu ?? null, band: item.band ?? null },
      inputs: [item.uri],
      subject: { line: item.line, uri: item.uri },
    };
    const record = await runTask(store, task, async (counted, [head]) => ({
      outputs: [],
      ...(await readHeader(counted, head!, item)),
    }));
    answer[record.state]++;
  }
  return answer;
});
