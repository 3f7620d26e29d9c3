import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { buildSurveys } from './build-surveys.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * Completes each survey: the orders above the plates, Allsky, MOC, properties, index page and
 * preview.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'hips', (counted) => buildSurveys(counted, run)),
);
