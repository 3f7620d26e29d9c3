import { describe, expect, it } from 'vitest';
import { firstMixed } from '../../functions/make-stretch/make-stretches.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { decodeHistogram, encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { putLines, putRecord, RUN, recordOf, textOf, urlOf } from '../run/run-objects.ts';
import { stretchAll } from './mapped-sky.ts';

function histogramOf(...values: number[]): Uint8Array {
  const histogram = emptyHistogram();
  addPixels(histogram, Float32Array.from(values));
  return encodeHistogram(histogram);
}

/** Plates of bands K and J, each with its pixels. */
async function painted(plates: Record<string, number[]>, options: object = {}): Promise<Store> {
  const store = memoryStore();
  const sky = skyParametersSchema.parse(options);
  const plan = {
    ...{ order: 4, plateOrder: 1, width: 512, frame: 'equatorial', bands: ['K', 'J'] },
    ...{ images: 1, pairs: 0, plates: 1, warnings: [] },
  };
  await store.put(urlOf(keys.parameters), JSON.stringify({ sky }));
  await store.put(urlOf(skyKeys.plan), JSON.stringify(plan));
  const items = Object.keys(plates).map((name) => {
    const [band = '', npix] = name.split('-');
    return { band, npix: Number(npix) };
  });
  await putLines(store, skyKeys.plateItems, items);
  for (const band of plan.bands)
    await putLines(
      store,
      skyKeys.bandPlates(band),
      items.filter((item) => item.band === band).map((item) => ({ ...item, seconds: 1 })),
    );
  for (const { band, npix } of items) {
    await store.put(
      urlOf(skyKeys.histogram(band, npix)),
      histogramOf(...plates[`${band}-${npix}`]!),
    );
    await putRecord(store, recordOf('tiles', `${band}-${npix}`));
  }
  return store;
}

const pictures = async (store: Store): Promise<unknown[]> =>
  (await textOf(store, skyKeys.pictureItems))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('the stretches of a sky map', () => {
  it('are of the pixels of all plates of a band; pictures are drawn where there are any', async () => {
    const store = await painted({ 'K-9': [3, 4], 'K-2': [1, 2], 'J-2': [7], 'J-5': [] });
    const { bands, gone } = await stretchAll(store);
    expect([bands, gone.size]).toEqual([['K', 'J'], 0]);
    const merged = decodeHistogram(await store.get(urlOf(skyKeys.mergedHistogram('K'))));
    expect(merged).toMatchObject({ count: 4, min: 1, max: 4 });
    const stretches = JSON.parse(await textOf(store, skyKeys.stretch));
    expect(stretches).toMatchObject({
      K: { kind: 'asinh', count: 4, min: 1, max: 4 },
      J: { count: 1 },
    });
    expect(await pictures(store)).toEqual([
      { npix: 2, bands: ['K', 'J'] },
      { npix: 9, bands: ['K'] },
    ]);
  });

  it('leave out a plate that broke off, and a band without pixels', async () => {
    const store = await painted({ 'K-1': [1], 'J-1': [], 'K-2': [100] });
    await putRecord(store, recordOf('tiles', 'K-2', { state: 'failed' }));
    expect((await stretchAll(store)).bands).toEqual(['K']);
    expect(await pictures(store)).toEqual([{ npix: 1, bands: ['K'] }]);
    expect(Object.keys(JSON.parse(await textOf(store, skyKeys.stretch)))).toEqual(['K']);
  });

  it('that are adaptive name the plates around each', async () => {
    const store = await painted({ 'K-0': [1], 'K-1': [2], 'K-40': [3] }, { adaptive: true });
    await stretchAll(store);
    expect(await pictures(store)).toEqual([
      { npix: 0, bands: ['K'], around: { K: [0, 1] } },
      { npix: 1, bands: ['K'], around: { K: [0, 1] } },
      { npix: 40, bands: ['K'], around: { K: [40] } },
    ]);
  });

  it('are one colour model where that is asked for', async () => {
    const bands = { r: 'K', g: 'J', b: 'K' };
    const store = await painted(
      { 'K-0': [1, 2, 3], 'J-0': [2, 3, 4] },
      { bands, colour: 'lupton' },
    );
    await stretchAll(store);
    expect(JSON.parse(await textOf(store, skyKeys.lupton)).q).toBe(8);
  });
});

describe('an image that changed while plates were painted', () => {
  it('is named where one plate has it and another has not', async () => {
    const store = await painted({ 'K-0': [1], 'K-1': [2] });
    const uri = 'memory://bucket/a.fits';
    const failures = [{ line: 1, uri, stage: 'tiles', error: 'Changed', message: 'changed' }];
    const inputs = [{ url: uri, bytes: 1, etag: 'x' }];
    await putRecord(store, recordOf('tiles', 'K-1', { inputs, failures }));
    const { gone } = await stretchAll(store);
    expect([...gone]).toEqual([uri]);
    expect(await firstMixed(store, RUN, gone)).toBeUndefined();
    await putRecord(store, recordOf('tiles', 'K-0', { inputs }));
    expect(await firstMixed(store, RUN, gone)).toBe(uri);
  });
});
