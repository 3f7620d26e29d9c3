import { batchOf, imagesOfItemSchema, overlapItemSchema, skyKeys } from '../../shared/contracts/sky-map.ts';
import { imageSky } from '../../shared/core/overlaps/image-sky.ts';
import { overlapSums } from '../../shared/core/overlaps/overlap.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { ImageReader } from '../../shared/lambda/image-pixels.ts';
import { readJson } from '../../shared/lambda/json.ts';
import { runTask } from '../../shared/lambda/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';

const reader = new ImageReader();

/** Compares each image of a batch with its neighbours: sums for a plane of the difference, robust against stars. */
export const handler = lambdaHandler(batchOf(overlapItemSchema), async ({ BatchInput, Items }, { store }) => {
  const run = objectUrl(BatchInput.run);
  const answer = { done: 0, failed: 0 };
  for (const { place } of Items) {
    const url = joinUrl(run, skyKeys.overlapImages(place));
    const [image, ...others] = await readJson(store, url, imagesOfItemSchema);
    const task = {
      run,
      stage: 'overlaps',
      name: String(place),
      parameters: null,
      inputs: [url, image!.item.uri, ...others.map(({ item }) => item.uri)],
      subject: { line: image!.item.line, uri: image!.item.uri },
    };
    const record = await runTask(store, task, async (counted) => {
      const rows = async (one: typeof image) => ({
        ...(await reader.read(counted, one!)),
        name: String(one!.place),
        firstRow: 0,
      });
      const first = await rows(image);
      const sums = [];
      for (const other of others) sums.push(overlapSums(first, await rows(other)));
      const body = JSON.stringify({ place, sky: imageSky(first) ?? null, sums });
      return { outputs: [{ key: skyKeys.overlaps(place), body }], warnings: [] };
    });
    answer[record.state]++;
  }
  return answer;
});
