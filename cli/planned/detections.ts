import { setTimeout } from 'node:timers/promises';
import { keys } from '../../shared/contracts/keys.ts';
import { itemSchema } from '../../shared/contracts/lists.ts';
import { bytes, counted } from '../../shared/pages/report/quantities.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Images whose size is asked for. */
const SAMPLES = 16;
/** Milliseconds that are waited for a bucket or a server to say sizes. */
const PATIENCE_MS = 3000;

/**
 * Bytes of catalogues, pictures and regions over those of the images as stored, the merged
 * catalogue with them. Measured on 28 images of 2MASS, HST, Spitzer, ATLAS and EMMI: 1.3 for all
 * together, 4 where stars crowd, 0.08 of a file that is mostly tables and other planes.
 */
const MADE = 1.3;
const LEAST_MADE = 0.08;

/** What detect-sources will leave on the disk. */
export interface PredictedDetections {
  text: string;
  /** bytes, as likely more as less */
  size: number;
  /** bytes that it takes in any case */
  least: number;
}

/**
 * Predicts it from the sizes of some images of the list; undefined where these cannot be had soon.
 */
export async function predictDetections(
  { store, run }: { store: Store; run: string },
  items: number,
): Promise<PredictedDetections | undefined> {
  const stop = new AbortController();
  const late = setTimeout(PATIENCE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
  const mean = await Promise.race([meanSize(store, run, items).catch(() => undefined), late]);
  stop.abort();
  if (mean === undefined) return undefined;
  const all = mean * items;
  return {
    text: `${counted(items, 'image')} of ${bytes(all)}: ${bytes(LEAST_MADE * all)} to ${bytes(MADE * all)} of catalogues and pictures, more where stars crowd`,
    size: MADE * all,
    least: LEAST_MADE * all,
  };
}

/** Of images evenly spread over the list, bytes. */
async function meanSize(store: Store, run: string, items: number): Promise<number | undefined> {
  const stride = Math.max(1, Math.ceil(items / SAMPLES));
  const uris: string[] = [];
  let place = 0;
  for await (const line of readLines(store, joinUrl(run, keys.list)))
    if (line !== '' && place++ % stride === 0) uris.push(itemSchema.parse(JSON.parse(line)).uri);
  const heads = await Promise.allSettled(uris.map((uri) => store.head(uri)));
  const sizes = heads.flatMap((head) =>
    head.status === 'fulfilled' && head.value ? [head.value.size] : [],
  );
  return sizes.length === 0 ? undefined : sizes.reduce((a, b) => a + b) / sizes.length;
}
