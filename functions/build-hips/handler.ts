import * as z from 'zod';
import { baseCellSchema } from '../../shared/contracts/sky-map/hips.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { buildCell } from './build-cell.ts';
import { buildSurveys } from './build-surveys.ts';

/** `cell`: one of the twelve base cells; absent: what joins them. */
const eventSchema = z.object({ run: runUrl, cell: baseCellSchema.optional() });

/**
 * Of a base cell, the orders above its plates. After all of them completes each survey: Allsky,
 * MOC, properties, index page and preview.
 */
export const handler = lambdaHandler(
  eventSchema,
  async ({ run, cell }, { store }): Promise<{ plates: number } | { surveys: string[] }> =>
    cell === undefined
      ? runReduce(store, run, 'hips', (counted) => buildSurveys(counted, run))
      : runReduce(store, run, 'hips', (counted) => buildCell(counted, run, cell), String(cell)),
);
