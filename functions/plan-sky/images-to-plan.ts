import type { Failure } from '../../shared/contracts/lists.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map.ts';
import { readLedger } from '../../shared/lambda/ledger.ts';
import type { Store } from '../../shared/store/store.ts';

/** The pictures of all images in the order of the list; those whose pixels cannot be averaged with their band's are failures; `unread` is the first one whose header could not be used. */
export async function imagesToPlan(
  store: Store,
  run: string,
): Promise<{ images: PlannedImage[]; failures: Failure[]; unread: Failure | undefined }> {
  const images: PlannedImage[] = [];
  const failures: Failure[] = [];
  let unread: Failure | undefined;
  const unitOf = new Map<string, string>();
  for await (const { record } of readLedger(store, run, 'images')) {
    if (record?.failure) unread ??= record.failure;
    for (const image of record?.state === 'done' ? (record.images ?? []) : []) {
      const { band, unit, item } = image;
      const others = unitOf.get(band) ?? unit;
      unitOf.set(band, others);
      if (unit === others) images.push(image);
      else {
        failures.push({
          line: item.line,
          uri: item.uri,
          stage: 'plan',
          error: 'DifferentUnit',
          message: `BUNIT is '${unit}', that of band ${band} '${others}': they cannot be averaged. Convert it, or give it a band of its own`,
          keyword: 'BUNIT',
        });
      }
    }
  }
  return { images, failures, unread };
}
