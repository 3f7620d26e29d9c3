import { keys } from '../../shared/contracts/keys.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { stripItemSchema, stripName } from '../../shared/contracts/mosaics/plan.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { costedPlateSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { BandSum } from '../../shared/contracts/sky-map/stretch.ts';
import { decodeHistogram, encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addHistogram, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readRecord } from '../../shared/run/record.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { missingImages } from './mixed-plates.ts';

/** histograms asked for at the same time */
const READ_AHEAD = 64;

/** A task that may have left a histogram. */
interface Counted {
  /** key of its record */
  record: string;
  histogram: string;
  /** of a plate */
  npix?: number;
}

/**
 * Adds the histograms of a band's plates or strips, exactly, and writes the sum, and which plates
 * have pixels. Those that broke off are left out.
 */
export async function sumBand(
  store: Store,
  run: string,
  { machine, band }: { machine: Machine; band: string },
): Promise<{ plates: number }> {
  const merged = emptyHistogram();
  const plates: number[] = [];
  const gone = new Set<string>();
  const tasks = machine === 'mosaic' ? stripsOf(store, run, band) : platesOf(store, run, band);
  const counted = ahead(tasks, READ_AHEAD, async ({ record: key, histogram, npix }) => {
    const record = await readRecord(store, joinUrl(run, key));
    if (!(record instanceof Object && record.state === 'done')) return undefined;
    return { record, npix, bytes: await store.get(joinUrl(run, histogram)) };
  });
  for await (const one of counted) {
    if (!one) continue;
    for (const image of missingImages(one.record)) gone.add(image);
    const histogram = decodeHistogram(one.bytes);
    if (histogram.count === 0) continue;
    if (one.npix !== undefined) plates.push(one.npix);
    addHistogram(merged, histogram);
  }
  const sum: BandSum = { plates: plates.sort((a, b) => a - b), gone: [...gone].sort() };
  await store.put(joinUrl(run, skyKeys.mergedHistogram(band)), encodeHistogram(merged));
  await store.put(joinUrl(run, skyKeys.bandSum(band)), `${JSON.stringify(sum)}\n`);
  return { plates: plates.length };
}

async function* platesOf(store: Store, run: string, band: string): AsyncGenerator<Counted> {
  const url = joinUrl(run, skyKeys.bandPlates(band));
  for await (const { npix } of readJsonLines(store, url, costedPlateSchema))
    yield {
      record: keys.task('tiles', `${band}-${npix}`),
      histogram: skyKeys.histogram(band, npix),
      npix,
    };
}

async function* stripsOf(store: Store, run: string, band: string): AsyncGenerator<Counted> {
  const url = joinUrl(run, mosaicKeys.bandStrips(band));
  for await (const item of readJsonLines(store, url, stripItemSchema))
    yield {
      record: keys.task('strips', stripName(item)),
      histogram: mosaicKeys.histogram(band, item.name, item.strip),
    };
}
