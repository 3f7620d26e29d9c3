import { keys } from '../../shared/contracts/keys.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { stripItemSchema, stripName } from '../../shared/contracts/mosaics/plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { decodeHistogram, encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import {
  addHistogram,
  emptyHistogram,
  type Histogram,
} from '../../shared/core/histogram/histogram.ts';
import { makeStretch } from '../../shared/core/stretch/stretch.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readRecord } from '../../shared/run/record.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** histograms asked for at the same time */
const READ_AHEAD = 64;

/** As of sky maps: the median a dark grey. */
const choice = { kind: 'asinh', cut: '7% 99.8%' } as const;

/**
 * Adds the histograms of all strips by band, exactly, and makes of each one brightness scale for
 * all mosaics of the band. Answers the bands that have any pixels.
 */
export async function stretchMosaics(store: Store, run: string): Promise<string[]> {
  const merged = new Map<string, Histogram>();
  const strips = readJsonLines(store, joinUrl(run, mosaicKeys.stripItems), stripItemSchema);
  const histograms = ahead(strips, READ_AHEAD, async (item) => {
    const record = await readRecord(store, joinUrl(run, keys.task('strips', stripName(item))));
    if (!(record instanceof Object && record.state === 'done')) return undefined;
    const key = mosaicKeys.histogram(item.band, item.name, item.strip);
    return { band: item.band, bytes: await store.get(joinUrl(run, key)) };
  });
  for await (const one of histograms) {
    if (!one) continue;
    const all = merged.get(one.band) ?? emptyHistogram();
    merged.set(one.band, all);
    addHistogram(all, decodeHistogram(one.bytes));
  }
  const some = [...merged].filter(([, { count }]) => count > 0);
  for (const [band, histogram] of some)
    await store.put(joinUrl(run, skyKeys.mergedHistogram(band)), encodeHistogram(histogram));
  const stretches = Object.fromEntries(
    some.map(([band, histogram]) => [band, makeStretch(histogram, choice)]),
  );
  await store.put(joinUrl(run, skyKeys.stretch), `${JSON.stringify(stretches)}\n`);
  return some.map(([band]) => band);
}
