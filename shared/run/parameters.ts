import * as z from 'zod';
import { keys } from '../contracts/keys.ts';
import type { MosaicParameters } from '../contracts/mosaics/parameters.ts';
import {
  mosaicRunParametersSchema,
  type RunParameters,
  runParametersSchema,
  skyRunParametersSchema,
} from '../contracts/parameters.ts';
import type { SkyParameters } from '../contracts/sky-map/parameters.ts';
import { defaultParameters } from '../core/detection/parameters.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readJson } from './json.ts';

/**
 * The run's parameters; the defaults where no run was started, as when a function is invoked by
 * itself.
 */
export async function readParameters(store: Store, run: string): Promise<RunParameters> {
  try {
    return await readJson(store, joinUrl(run, keys.parameters), runParametersSchema);
  } catch (error) {
    if (!(error instanceof StoreError) || error.name !== 'NoSuchObject') throw error;
    return { detection: defaultParameters, config: null, notes: [], unique: false };
  }
}

/** The parameters of a sky-map run. */
export const readSkyParameters = async (store: Store, run: string): Promise<SkyParameters> =>
  (await readJson(store, joinUrl(run, keys.parameters), skyRunParametersSchema)).sky;

/** The parameters of a mosaic run. */
export const readMosaicParameters = async (store: Store, run: string): Promise<MosaicParameters> =>
  (await readJson(store, joinUrl(run, keys.parameters), mosaicRunParametersSchema)).mosaic;

/** How backgrounds are matched, in a run of either kind. */
export async function readBackgroundMode(
  store: Store,
  run: string,
): Promise<SkyParameters['background']> {
  const schema = z.union([skyRunParametersSchema, mosaicRunParametersSchema]);
  const parameters = await readJson(store, joinUrl(run, keys.parameters), schema);
  return 'sky' in parameters ? parameters.sky.background : parameters.mosaic.background;
}
