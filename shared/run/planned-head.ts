import type { PlannedImage } from '../contracts/sky-map/images.ts';
import { changedError } from '../store/errors.ts';
import type { Head, Store } from '../store/store.ts';
import { headOf } from './head.ts';

/**
 * The file of a planned image, if it is still the one whose header was read. Throws Changed,
 * NoSuchObject.
 */
export async function plannedHead(
  store: Store,
  { item: { uri }, etag }: PlannedImage,
  known: Head | undefined,
): Promise<Head> {
  const head = known ?? (await headOf(store, uri));
  if (head.etag !== etag) throw changedError(uri, 'head');
  return head;
}
