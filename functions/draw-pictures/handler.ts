import { batchOf } from '../../shared/contracts/batch.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { pictureItemSchema, picturesTask } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { PlateReader } from '../../shared/run/plate-tiles.ts';
import { readScales } from '../../shared/run/stretches.ts';
import { runTask } from '../../shared/run/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { drawPlate } from './draw-plate.ts';

const readers: PlateReader[] = [];
const readerAt = (place: number): PlateReader => {
  readers[place] ??= new PlateReader();
  return readers[place];
};

/**
 * Draws the tiles of each plate of a batch as PNG, grey for each band and one in colour, with the
 * one stretch of the whole sky.
 */
export const handler = lambdaHandler(
  batchOf(pictureItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const sky = await readSkyParameters(store, run);
    const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
    const scales = await readScales(store, run, sky);
    const answer = { done: 0, failed: 0 };
    for (const item of Items) {
      const task = picturesTask(run, { plan, sky, item, scales }, (key) => joinUrl(run, key));
      const record = await runTask(store, task, async (counted) => ({
        outputs: drawPlate(counted, { run, plan, sky, item, ...scales }, readerAt),
        warnings: [],
      }));
      answer[record.state]++;
    }
    return answer;
  },
);
