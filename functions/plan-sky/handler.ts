import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { joinBands } from './join-bands.ts';
import { planBand } from './plan-band.ts';
import { sortBands } from './sort-bands.ts';

const eventSchema = z.union([
  z.object({ run: runUrl, step: z.enum(['sort', 'join']) }),
  z.object({ run: runUrl, band: z.string().min(1) }),
]);

/**
 * Sorts the images by band and decides the order; of a band decides the plates, which images each
 * needs, and which images are compared; joins the bands to the items of the maps to come.
 */
export const handler = lambdaHandler(eventSchema, async (event, { store }): Promise<object> => {
  const { run } = event;
  if ('band' in event) {
    const { band } = event;
    return runReduce(store, run, 'plan', (counted) => planBand(counted, run, band), `of-${band}`);
  }
  return event.step === 'sort'
    ? runReduce(store, run, 'bands', (counted) => sortBands(counted, run))
    : runReduce(store, run, 'plan', (counted) => joinBands(counted, run));
});
