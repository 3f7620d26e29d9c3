import { keys } from '../../shared/contracts/keys.ts';
import type { Failure, Item } from '../../shared/contracts/lists.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { plainText } from '../../shared/core/text.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import { PictureLines } from '../../shared/run/picture-lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** An image, and what was found in it. */
interface Searched {
  item: Item;
  detections: NonNullable<TaskRecord['detections']>;
}

/**
 * The images of a run that were searched, in the order of its list. One of which an earlier line
 * has a picture already, in another spelling, fails: its sources would count twice.
 */
export async function* searchedOnce(store: Store, run: string): AsyncGenerator<Searched> {
  const known = new PictureLines();
  for await (const { item, record } of readLedger(store, run, 'detections')) {
    if (record?.state !== 'done' || !record.detections) continue;
    const { inputs, detections } = record;
    const etag = inputs[0]?.etag ?? '';
    const pictures = detections.hdus.map(({ hdu }) => ({ hdu, etag }));
    const failure = known.repeatedBy(item, pictures, 'detections');
    if (failure) await failImage(store, run, item, record, failure);
    else yield { item, detections };
  }
}

/**
 * The records of these images say from now on that they failed, so that a redo searches them again.
 */
export async function failDamaged(
  store: Store,
  run: string,
  damaged: ReadonlyMap<string, string>,
): Promise<void> {
  for await (const { item, record } of readLedger(store, run, 'detections')) {
    const what = damaged.get(item.name);
    if (!record || what === undefined) continue;
    await failImage(store, run, item, record, {
      line: item.line,
      uri: item.uri,
      stage: 'detections',
      error: 'DamagedCatalogue',
      message: plainText(
        `${what}: its sources are not in the merged catalogue. Redo searches the image again`,
      ),
    });
  }
}

async function failImage(
  store: Store,
  run: string,
  { name }: Item,
  { detections: _, ...rest }: TaskRecord,
  failure: Failure,
): Promise<void> {
  const failed: TaskRecord = { ...rest, state: 'failed', outputs: [], failure };
  await store.put(joinUrl(run, keys.task('detections', name)), `${JSON.stringify(failed)}\n`);
}
