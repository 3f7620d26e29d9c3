import { keys } from '../contracts/keys.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readRecord } from './record.ts';

/** Whether a task has come to its end; what it made may be older when it broke off. */
export async function isDone(
  store: Store,
  run: string,
  stage: string,
  name: string,
): Promise<boolean> {
  const record = await readRecord(store, joinUrl(run, keys.task(stage, name)));
  return record instanceof Object && record.state === 'done';
}
