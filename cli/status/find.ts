import { keys } from '../../shared/contracts/keys.ts';
import {
  type Failure,
  failureSchema,
  type Item,
  itemSchema,
} from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { duration } from '../../shared/pages/report/quantities.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { type BriefRecord, RecordCache } from '../../shared/run/task-notes.ts';
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
      if (!touches(record, one.item)) continue;
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

/** The records of tasks that read one of the images. */
export async function recordsOf(
  store: Store,
  run: string,
  items: readonly Item[],
): Promise<readonly BriefRecord[]> {
  if (items.length === 0) return [];
  const cache = new RecordCache(store, run, (record) =>
    items.some((item) => touches(record, item)) ? record : undefined,
  );
  return (await cache.refresh()).values;
}

/** A task that broke off has no inputs on record: what it was about is in its failure. */
const touches = (
  { stage, name, inputs, failure, failures }: BriefRecord,
  { name: own, uri, line }: Item,
) =>
  (stage === 'detections' && name === own) ||
  inputs.some(({ url }) => url === uri) ||
  failures.some((one) => one.line === line && one.uri === uri) ||
  (failure?.uri === uri && failure.line === line);

const MAX_FOUND = 20;

/** The items of a run whose name or address is, or else contains, a text. */
export async function itemsNamed(store: Store, run: string, name: string): Promise<Item[]> {
  const exact: Item[] = [];
  const near: Item[] = [];
  for await (const item of readJsonLines(store, joinUrl(run, keys.list), itemSchema)) {
    if (item.name === name || item.uri === name) exact.push(item);
    else if (near.length < MAX_FOUND && item.uri.split('/').pop()?.includes(name)) near.push(item);
  }
  return exact.length > 0 ? exact : near;
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
