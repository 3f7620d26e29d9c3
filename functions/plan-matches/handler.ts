import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { planMatches } from './plan-matches.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * Cuts the sky into cells of a million detections at most, and says for each which images have some
 * in or around it.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'matching', (counted) => planMatches(counted, run)),
);
