import { keys } from '../../shared/contracts/keys.ts';
import { type Failure, failureSchema, type Item } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { duration } from '../../shared/pages/report/quantities.ts';
import { itemsNamed, readsImage, recordsOf } from '../../shared/run/items-named.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import type { BriefRecord } from '../../shared/run/task-notes.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What became of one image of a run. */
export interface ImageHistory {
  item: Item;
  /** tasks that read it, in the order of their keys */
  tasks: {
    stage: string;
    name: string;
    state: BriefRecord['state'];
    seconds: number;
    started: string;
    warnings: string[];
    outputs: string[];
  }[];
  /** what was wrong with it */
  failures: Failure[];
}

/**
 * The images that a name means, at most 20: the item of that name, else those whose address has it
 * in its last part.
 */
export async function findImages(store: Store, run: string, name: string): Promise<ImageHistory[]> {
  const items = await itemsNamed(store, run, name);
  const refusals = await readFailures(store, run, keys.badLines, skyKeys.refusals);
  const found = items.map(
    (item): ImageHistory => ({
      item,
      tasks: [],
      failures: refusals.filter(({ uri, line }) => uri === item.uri && line === item.line),
    }),
  );
  const touched = await recordsOf(store, run, items);
  for (const record of touched) {
    for (const one of found) {
      if (!readsImage(record, one.item)) continue;
      const { stage, name: task, state, seconds, started, warnings, outputs } = record;
      one.tasks.push({
        stage,
        name: task,
        state,
        seconds,
        started,
        warnings,
        outputs: outputs.map(({ url }) => url),
      });
      const own = record.failures.filter(({ line }) => line === one.item.line);
      one.failures.push(...own, ...(record.failure && own.length === 0 ? [record.failure] : []));
    }
  }
  return found;
}

async function readFailures(store: Store, run: string, ...files: string[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const key of files) {
    const url = joinUrl(run, key);
    if (!(await store.head(url))) continue;
    for await (const failure of readJsonLines(store, url, failureSchema)) failures.push(failure);
  }
  return failures;
}

/** What became of images, as lines of text. */
export function foundLines(found: readonly ImageHistory[]): string[] {
  return found.flatMap(({ item, tasks, failures }) => [
    `${item.name}  line ${item.line}  ${item.uri}${item.hdu === undefined ? '' : `[${item.hdu}]`}`,
    ...(tasks.length === 0 ? ['  no task has a record of it yet'] : []),
    ...tasks.flatMap(({ stage, name, state, seconds, started, warnings, outputs }) => [
      `  ${stage}/${name}  ${state} in ${duration(seconds)}, ${started}${outputs.length > 0 ? `, ${outputs.length} files: ${outputs.slice(0, 3).join(' ')}${outputs.length > 3 ? ' …' : ''}` : ''}`,
      ...warnings.map((warning) => `    ${warning}`),
    ]),
    ...failures.map(({ stage, error, message }) => `  ${stage} ${error}: ${message}`),
  ]);
}
