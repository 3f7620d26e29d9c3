import { keys } from '../../contracts/keys.ts';
import type { Failure, Item } from '../../contracts/lists.ts';
import type { TaskRecord } from '../../contracts/task-record.ts';
import { plainText } from '../../core/text.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { readRecord } from '../record.ts';

/** The record of a searched image says from now on that it failed: a redo searches it again. */
export async function failImage(
  store: Store,
  run: string,
  name: string,
  failure: Failure,
): Promise<void> {
  const url = joinUrl(run, keys.task('detections', name));
  const record = await readRecord(store, url);
  if (!(record instanceof Object) || record.state !== 'done') return;
  const { detections: _, ...rest } = record;
  const failed: TaskRecord = { ...rest, state: 'failed', outputs: [], failure };
  await store.put(url, `${JSON.stringify(failed)}\n`);
}

/** Fails those of some images whose catalogues are damaged or gone; `damaged`: why, by name. */
export async function failDamaged(
  store: Store,
  run: string,
  images: readonly Pick<Item, 'name' | 'uri' | 'line'>[],
  damaged: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { name, line, uri } of images) {
    const what = damaged.get(name);
    if (what === undefined) continue;
    const message = `${what}: its sources are not in the merged catalogue. Redo searches the image again`;
    await failImage(store, run, name, {
      ...{ line, uri, stage: 'detections', error: 'DamagedCatalogue' },
      message: plainText(message),
    });
  }
}
