import * as z from 'zod';
import { runUrl } from '../run-url.ts';

/** What a function that plans is to do: a step over all bands, or one band. */
export const planEventSchema = z.union([
  z.object({ run: runUrl, step: z.literal('sort') }),
  z.object({ run: runUrl, step: z.literal('join'), batchSize: z.int().min(1).default(1) }),
  z.object({ run: runUrl, band: z.string().min(1) }),
]);
