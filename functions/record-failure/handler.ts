import { z } from 'zod';
import { batchSchema, detectionsTask } from '../../shared/contracts/detections.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readParameters } from '../../shared/lambda/parameters.ts';
import { recordFailure } from '../../shared/lambda/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { inPlainWords } from './in-plain-words.ts';

const eventSchema = batchSchema.extend({
  thrown: z.object({ Error: z.string(), Cause: z.string().default('') }),
});

/** Gives each image of a batch that broke off, and that has no record yet, one that says why. */
export const handler = lambdaHandler(eventSchema, async ({ BatchInput, Items, thrown }, { store }) => {
  const run = objectUrl(BatchInput.run);
  const { detection } = await readParameters(store, run);
  const { name, message } = inPlainWords(thrown.Error, thrown.Cause, Items.length);
  let recorded = 0;
  for (const item of Items) {
    if (await recordFailure(store, detectionsTask(run, item, detection), name, message)) recorded++;
  }
  return { recorded };
});
