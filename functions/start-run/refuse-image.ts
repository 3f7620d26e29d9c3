import { RunError } from '../../shared/contracts/errors.ts';
import { packingOf } from '../../shared/core/unpack/packing.ts';
import type { Store } from '../../shared/store/store.ts';

/** An image dropped where a list belongs would be read as one long bad line. Throws BadRequest. */
export async function refuseImage(store: Store, list: string): Promise<void> {
  const bytes = await store.getRange(list, 0, 512);
  if (
    packingOf(bytes) ||
    bytes.includes(0) ||
    /^SIMPLE {2}=/.test(new TextDecoder('latin1').decode(bytes))
  ) {
    throw new RunError('BadRequest', `${list} is no text: a list has one URI a line`);
  }
}
