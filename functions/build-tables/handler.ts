import * as z from 'zod';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { buildTables } from './build-tables.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * What makes a HATS collection of the rows of all cells: properties, lists of partitions, schemas,
 * maps of the sky, the index of objid, the table of images. Files of an earlier match go.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'tables', (counted) => buildTables(counted, run)),
);
