import * as z from 'zod';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import type { SkyParameters } from '../contracts/sky-map/parameters.ts';
import type { Lupton } from '../core/pictures/lupton.ts';
import { LEVELS, type Stretch } from '../core/stretch/stretch.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readJson } from './json.ts';

const stretchSchema: z.ZodType<Stretch> = z.object({
  kind: z.enum(['linear', 'sqrt', 'log', 'asinh', 'gaussian', 'gaussian-log']),
  cut: z.string(),
  median: z.number(),
  sigma: z.number(),
  low: z.number(),
  high: z.number(),
  count: z.number(),
  min: z.number(),
  max: z.number(),
  boundaries: z.array(z.number()).length(LEVELS),
});

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const luptonSchema: z.ZodType<Lupton> = z.object({ q: z.number(), scale: rgb, offset: rgb });

/** The colour model. */
const readLupton = (store: Store, run: string): Promise<Lupton> =>
  readJson(store, joinUrl(run, skyKeys.lupton), luptonSchema);

/** The stretch of each band, as make-stretch left it. */
export const readStretches = (store: Store, run: string): Promise<Record<string, Stretch>> =>
  readJson(store, joinUrl(run, skyKeys.stretch), z.record(z.string(), stretchSchema));

/**
 * All that says how values become brightness: the stretches, and the colour model where one was
 * asked for.
 */
export async function readScales(
  store: Store,
  run: string,
  sky: SkyParameters,
): Promise<{ stretches: Record<string, Stretch>; lupton?: Lupton }> {
  const stretches = await readStretches(store, run);
  return sky.bands && sky.colour === 'lupton'
    ? { stretches, lupton: await readLupton(store, run) }
    : { stretches };
}
