import { keys } from '../contracts/keys.ts';
import { type RunParameters, runParametersSchema } from '../contracts/parameters.ts';
import { defaultParameters } from '../core/detection/parameters.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/** The run's parameters; the defaults where no run was started, as when a function is invoked by itself. */
export async function readParameters(store: Store, run: string): Promise<RunParameters> {
  try {
    const text = new TextDecoder().decode(await store.get(joinUrl(run, keys.parameters)));
    return runParametersSchema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof StoreError) || error.name !== 'NoSuchObject') throw error;
    return { detection: defaultParameters, config: null, notes: [] };
  }
}
