import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { planEventSchema } from '../../shared/run/plan/plan-event.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { joinMosaicBands } from './join-bands.ts';
import { planMosaicBand } from './plan-band.ts';
import { sortMosaicBands } from './sort-bands.ts';

/**
 * Sorts the images by band and decides the grid; of a band decides the tiles and their strips,
 * which images each needs, and which images are compared; joins the bands to the items of the maps
 * to come.
 */
export const handler = lambdaHandler(planEventSchema, async (event, { store }): Promise<object> => {
  const { run } = event;
  if ('band' in event) {
    const { band } = event;
    return runReduce(
      store,
      run,
      'plan',
      (counted) => planMosaicBand(counted, run, band),
      `of-${band}`,
    );
  }
  if (event.step === 'sort')
    return runReduce(store, run, 'bands', (counted) => sortMosaicBands(counted, run));
  const { batchSize } = event;
  return runReduce(store, run, 'plan', async (counted) => {
    const { plan, matching, perChild } = await joinMosaicBands(counted, run, batchSize);
    const { images, pairs, mosaics } = plan;
    // Warnings of many bands would be more than a state may answer.
    return { images, pairs, mosaics, matching, perChild };
  });
});
