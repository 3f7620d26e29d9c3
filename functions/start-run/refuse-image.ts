import { RunError } from '../../shared/contracts/errors.ts';
import { isNoText } from '../../shared/core/fits/magic.ts';
import { packingOf } from '../../shared/core/unpack/packing.ts';
import type { Store } from '../../shared/store/store.ts';

/**
 * An image dropped where a list belongs would be read as one long bad line. Throws BadRequest. A
 * list that has zeros in a damaged line is still a list.
 */
export async function refuseImage(store: Store, list: string): Promise<void> {
  const bytes = await store.getRange(list, 0, 512);
  if (packingOf(bytes) || isNoText(bytes))
    throw new RunError('BadRequest', `${list} is no text: a list has one URI a line`);
}
