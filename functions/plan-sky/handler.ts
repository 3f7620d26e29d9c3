import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { planSky } from './plan-sky.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * Decides the order and the plates, which images each needs, and which images are compared; writes
 * the items of the maps to come.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'plan', async (counted) => {
    const { plan, matching } = await planSky(counted, run);
    const { images, pairs, plates } = plan;
    // Warnings of many bands would be more than a state may answer.
    return { images, pairs, plates, matching };
  }),
);
