import { batchOf } from '../../shared/contracts/batch.ts';
import {
  cellPlanSchema,
  matchesTask,
  matchItemSchema,
  matchKeys,
  matchPlanSchema,
} from '../../shared/contracts/matches.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readJson } from '../../shared/run/json.ts';
import { runTask } from '../../shared/run/task.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { matchCell } from './match-cell.ts';

/**
 * Matches the detections of each cell of a batch: its objects, their measurements, and the objects
 * around it.
 */
export const handler = lambdaHandler(
  batchOf(matchItemSchema),
  async ({ BatchInput, Items }, { store }) => {
    const run = objectUrl(BatchInput.run);
    const urlOf = (key: string) => joinUrl(run, key);
    const plan = await readJson(store, urlOf(matchKeys.plan), matchPlanSchema);
    const answer = { done: 0, failed: 0 };
    for (const cell of Items) {
      const cellPlan = await readJson(store, urlOf(matchKeys.cell(cell)), cellPlanSchema);
      const task = matchesTask(run, cell, plan, cellPlan);
      const record = await runTask(store, task, (counted, heads) =>
        matchCell(counted, cell, { plan, cellPlan, heads }),
      );
      answer[record.state]++;
    }
    return answer;
  },
);
