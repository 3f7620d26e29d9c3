import { keys } from '../../shared/contracts/keys.ts';
import { failureSchema } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { readBackground } from './read-background.ts';
import { readCoverage } from './read-coverage.ts';
import { readReportParts, type SkyPart, sumsUrl, type TaskPart } from './report-parts.ts';
import { itemsUrl, readTaskSums, sumTasks } from './sum-tasks.ts';
import { coverageSums, sumsJson } from './sums-schemas.ts';

/** Writes what the tasks of a part came to. */
export async function sumTaskPart(store: Store, run: string, part: TaskPart): Promise<void> {
  const { stage, offset, length } = part;
  const bytes = await store.getRange(itemsUrl(run, stage), offset, length);
  const lines = new TextDecoder().decode(bytes).split('\n');
  await store.put(sumsUrl(run, 'tasks', part), sumsJson(await sumTasks(store, run, stage, lines)));
}

/** Writes where the images of a part lie, or how well those of a band agree. */
export async function sumSkyPart(store: Store, run: string, part: SkyPart): Promise<void> {
  const sums =
    'seamsOf' in part
      ? await readBackground(store, run, part.seamsOf)
      : coverageSums(await readCoverage(store, run, part, await linesLeftOut(store, run)));
  await store.put(sumsUrl(run, 'sky', part), sumsJson(sums));
}

/** Lines that the plan, or a task, left out. */
async function linesLeftOut(store: Store, run: string): Promise<Set<number>> {
  const left = new Set<number>();
  for (const key of [keys.badLines, skyKeys.refusals]) {
    const url = joinUrl(run, key);
    if (!(await store.head(url))) continue;
    for await (const { line } of readJsonLines(store, url, failureSchema)) left.add(line);
  }
  const { tasks } = await readReportParts(store, run);
  for await (const { failures } of readTaskSums(store, run, tasks))
    for (const { line } of failures) left.add(line);
  return left;
}
