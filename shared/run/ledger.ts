import { keys } from '../contracts/keys.ts';
import { type Item, itemSchema } from '../contracts/lists.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readJsonLines } from './json.ts';
import { readRecord } from './record.ts';

/** One image of the list and what became of it; undefined when nothing did yet. */
export interface Entry {
  item: Item;
  record: TaskRecord | undefined;
}

/** records asked for at the same time */
const READ_AHEAD = 64;

/**
 * The records of one stage in the order of the run's list. Streams: never more than some at a time
 * in memory.
 */
export async function* readLedger(store: Store, run: string, stage: string): AsyncGenerator<Entry> {
  const items = readJsonLines(store, joinUrl(run, keys.list), itemSchema);
  yield* ahead(items, READ_AHEAD, (item) => entryOf(store, run, stage, item));
}

async function entryOf(store: Store, run: string, stage: string, item: Item): Promise<Entry> {
  const record = await readRecord(store, joinUrl(run, keys.task(stage, item.name)));
  return { item, record: record === 'unreadable' ? undefined : record };
}
