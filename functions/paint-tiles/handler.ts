import {
  backgroundSchema,
  batchOf,
  imagesOfItemSchema,
  plateItemSchema,
  skyKeys,
  skyPlanSchema,
} from '../../shared/contracts/sky-map.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { ImageReader } from '../../shared/lambda/image-pixels.ts';
import { readJson } from '../../shared/lambda/json.ts';
import { readSkyParameters } from '../../shared/lambda/parameters.ts';
import { runTask } from '../../shared/lambda/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { paintPlate } from './paint-plate.ts';

const reader = new ImageReader();

/** Paints each plate of a batch: its images, less their background, on the tiles and their parents; and the plate's histogram. */
export const handler = lambdaHandler(batchOf(plateItemSchema), async ({ BatchInput, Items }, { store }) => {
  const run = objectUrl(BatchInput.run);
  const sky = await readSkyParameters(store, run);
  const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const backgroundUrl = joinUrl(run, skyKeys.background);
  const { planes } = await readJson(store, backgroundUrl, backgroundSchema);
  const answer = { done: 0, failed: 0 };
  for (const { band, npix } of Items) {
    const url = joinUrl(run, skyKeys.plateImages(band, npix));
    const images = await readJson(store, url, imagesOfItemSchema);
    const task = {
      run,
      stage: 'tiles',
      name: `${band}-${npix}`,
      parameters: { plan, sampling: sky.sampling, planes: images.map(({ place }) => planes[place]) },
      inputs: images.map(({ item }) => item.uri),
      subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
    };
    const record = await runTask(store, task, (counted) =>
      paintPlate(counted, { ...plan, npix }, band, images, planes, sky.sampling, reader),
    );
    answer[record.state]++;
  }
  return answer;
});
