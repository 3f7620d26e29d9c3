import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../../local/usage-error.ts';
import { StoreError } from '../../shared/store/errors.ts';

/** So often a look at a run is tried again, each time a little later: half a minute in all. */
const TRIES_AGAIN = 5;
const PAUSE = 2_000;

/**
 * What a look at a run answers: a network that is away for a while ends no watching, as it ends no
 * run. Throws what the user or the store has to mend at once, and anything else after some tries.
 */
export async function untilAnswered<T>(look: () => Promise<T>): Promise<T> {
  for (let missed = 1; ; missed++) {
    try {
      return await look();
    } catch (error) {
      const isFinal = error instanceof StoreError && error.name !== 'StoreUnavailable';
      if (isFinal || error instanceof UsageError || missed > TRIES_AGAIN) throw error;
      await setTimeout(missed * PAUSE);
    }
  }
}
