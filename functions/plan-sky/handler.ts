import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { planEventSchema } from '../../shared/run/plan/plan-event.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { joinBands } from './join-bands.ts';
import { planBand } from './plan-band.ts';
import { sortBands } from './sort-bands.ts';

/**
 * Sorts the images by band and decides the order; of a band decides the plates, which images each
 * needs, and which images are compared; joins the bands to the items of the maps to come.
 */
export const handler = lambdaHandler(planEventSchema, async (event, { store }): Promise<object> => {
  const { run } = event;
  if ('band' in event) {
    const { band } = event;
    return runReduce(store, run, 'plan', (counted) => planBand(counted, run, band), `of-${band}`);
  }
  return event.step === 'sort'
    ? runReduce(store, run, 'bands', (counted) => sortBands(counted, run))
    : runReduce(store, run, 'plan', (counted) => joinBands(counted, run, event.batchSize));
});
