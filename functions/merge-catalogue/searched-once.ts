import type { Item } from '../../shared/contracts/lists.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { failImage } from '../../shared/run/catalogue/fail-image.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import { PictureLines } from '../../shared/run/picture-lines.ts';
import type { Store } from '../../shared/store/store.ts';

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
    if (failure) await failImage(store, run, item.name, failure);
    else yield { item, detections };
  }
}
