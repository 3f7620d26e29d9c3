import * as z from 'zod';
import { brokenSchema } from '../../shared/contracts/run.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { recordFailure } from '../../shared/run/record-failure.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { explainLambdaError } from './explain-lambda-error.ts';
import { recordEnd } from './record-end.ts';
import { stageSchema, taskOf } from './task-of.ts';

const itemsSchema = z.object({
  stage: stageSchema,
  batch: z.object({
    BatchInput: z.object({ run: z.string().min(1) }),
    Items: z.array(z.unknown()).min(1),
    thrown: brokenSchema,
  }),
});
const runSchema = z.object({ run: runUrl, thrown: brokenSchema });

/**
 * Sets aside what broke off after all tries: each item that has no record of its end gets one that
 * says why. Of what ends the whole run it writes into run.json what that is.
 */
export const handler = lambdaHandler(
  z.union([itemsSchema, runSchema]),
  async (event, { store }) => {
    if ('run' in event) {
      await recordEnd(store, event.run, event.thrown);
      return { recorded: 0 };
    }
    const { stage, batch } = event;
    const run = objectUrl(batch.BatchInput.run);
    const { name, message } = explainLambdaError(batch.thrown.Error, batch.thrown.Cause, stage);
    let recorded = 0;
    for (const item of batch.Items) {
      const task = await taskOf[stage](store, run, item);
      if (await recordFailure(store, task, name, message)) recorded++;
    }
    return { recorded };
  },
);
