import { keys } from '../contracts/keys.ts';
import { type Item, itemSchema } from '../contracts/lists.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readJsonLines } from './json.ts';
import { type BriefRecord, RecordCache } from './task-notes.ts';

/** Items at most whose address only contains a text. */
const MAX_FOUND = 20;

/** The records of tasks that read one of the images. */
export async function recordsOf(
  store: Store,
  run: string,
  items: readonly Item[],
): Promise<readonly BriefRecord[]> {
  if (items.length === 0) return [];
  const cache = new RecordCache(store, run, (record) =>
    items.some((item) => readsImage(record, item)) ? record : undefined,
  );
  return (await cache.refresh()).values;
}

/**
 * Whether a task read an image. One that broke off has no inputs on record: what it was about is in
 * its failure.
 */
export const readsImage = (
  { stage, name, inputs, failure, failures }: BriefRecord,
  { name: own, uri, line }: Item,
): boolean =>
  (stage === 'detections' && name === own) ||
  inputs.some(({ url }) => url === uri) ||
  failures.some((one) => one.line === line && one.uri === uri) ||
  (failure?.uri === uri && failure.line === line);

/** The items of a run whose name or address is, or else contains, a text; of the latter 20. */
export async function itemsNamed(store: Store, run: string, name: string): Promise<Item[]> {
  const exact: Item[] = [];
  const near: Item[] = [];
  for await (const item of readJsonLines(store, joinUrl(run, keys.list), itemSchema)) {
    if (item.name === name || item.uri === name) exact.push(item);
    else if (near.length < MAX_FOUND && item.uri.split('/').pop()?.includes(name)) near.push(item);
  }
  return exact.length > 0 ? exact : near;
}
