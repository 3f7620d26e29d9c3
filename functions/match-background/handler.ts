import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { matchBackground } from './match-background.ts';

const eventSchema = z.object({ run: runUrl, band: z.string().min(1) });

/**
 * One plane per image of a band, so that overlapping images agree: a global least squares over the
 * sums of all overlaps.
 */
export const handler = lambdaHandler(eventSchema, ({ run, band }, { store }) =>
  runReduce(store, run, 'background', (counted) => matchBackground(counted, run, band), band),
);
