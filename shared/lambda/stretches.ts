import { z } from 'zod';
import { skyKeys } from '../contracts/sky-map.ts';
import { levels, type Stretch } from '../core/stretch/stretch.ts';
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
  boundaries: z.array(z.number()).length(levels),
});

/** The stretch of each band, as make-stretch left it. */
export const readStretches = (store: Store, run: string): Promise<Record<string, Stretch>> =>
  readJson(store, joinUrl(run, skyKeys.stretch), z.record(z.string(), stretchSchema));
