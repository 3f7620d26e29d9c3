import { batchOf } from '../../shared/contracts/batch.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import { plateItemSchema, tilesTask } from '../../shared/contracts/sky-map/tiles.ts';
import { newPaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { TilePacker } from '../../shared/core/tiles/tile-packer.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { imageReader } from '../../shared/run/image-reader.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readPlatePlan } from '../../shared/run/plan/plan-packs.ts';
import { readPlanes } from '../../shared/run/planes.ts';
import { OUTPUTS_AT_ONCE, runTask } from '../../shared/run/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { paintPlate } from './paint-plate.ts';

const tools = {
  reader: imageReader,
  packer: new TilePacker(OUTPUTS_AT_ONCE + 2),
  memory: newPaintMemory(),
};

/**
 * Paints each plate of a batch: its images, less their background, on the tiles and their parents;
 * and the plate's histogram.
 */
export const handler = lambdaHandler(
  batchOf(plateItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const sky = await readSkyParameters(store, run);
    const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
    const answer = { done: 0, failed: 0 };
    for (const { band, npix } of Items) {
      const { images: refs } = await readPlatePlan(store, run, { band, npix });
      const places = refs.map(([place]) => place);
      const [images, planes] = await Promise.all([
        readPlacedImages(store, run, band, refs),
        readPlanes(store, run, band, places),
      ]);
      const task = tilesTask(run, { plan, sky, band, npix }, images, planes);
      const record = await runTask(store, task, (counted, heads) =>
        paintPlate(
          counted,
          { ...plan, npix },
          { band, images, planes, heads, isUnweighted: plan.unweighted.includes(band) },
          sky,
          tools,
        ),
      );
      answer[record.state]++;
    }
    return answer;
  },
);
