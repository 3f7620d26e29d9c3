import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { mergeCatalogue } from './merge-catalogue.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * Merges the catalogues of all images into one data set, or plans volumes of it for merge-volumes.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'catalogue', (counted) => mergeCatalogue(counted, run)),
);
