import { describe, expect, it } from 'vitest';
import { MAX_BATCH_BYTES } from '../../scripts/machines/retries.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { pictureItemSchema } from '../../shared/contracts/sky-map/pictures.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readGroup, readPlatePlan } from '../../shared/run/plan/plan-packs.ts';
import { MAX_BANDS } from '../../shared/run/plan/refuse-bands.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  plannedImage,
  putLines,
  putRecord,
  RUN,
  recordOf,
  textOf,
  urlOf,
} from '../run/run-objects.ts';
import { planAll } from './mapped-sky.ts';

/** A run whose images have been read. */
async function runOf(images: readonly PlannedImage[], options: object = {}): Promise<Store> {
  const store = memoryStore();
  const sky = skyParametersSchema.parse({ order: 4, ...options });
  await store.put(urlOf(keys.parameters), JSON.stringify({ sky }));
  await putLines(
    store,
    keys.list,
    images.map(({ item }) => item),
  );
  const { size } = (await store.head(urlOf(keys.list)))!;
  await putLines(store, skyKeys.chunks, size > 0 ? [{ chunk: 0, offset: 0, length: size }] : []);
  await putRecord(store, recordOf('images', '00000', { images: [...images] }));
  return store;
}

const linesOf = async (store: Store, key: string): Promise<unknown[]> =>
  (await textOf(store, key))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const neighbours = [
  plannedImage(1),
  plannedImage(2, { centre: { ra: 10.05, dec: 0 } }),
  plannedImage(3, { band: 'J' }),
];

describe('the plan of a sky map', () => {
  it('names plates with their images, and the pairs that are compared', async () => {
    const store = await runOf(neighbours);
    const summary = await planAll(store);
    expect(summary).toMatchObject({ order: 4, bands: ['K', 'J'], images: 3, pairs: 1 });
    expect(JSON.parse(await textOf(store, skyKeys.plan))).toEqual(summary);
    expect(await linesOf(store, skyKeys.overlapItems)).toEqual([{ band: 'K', group: 0 }]);
    const group = await readGroup(store, RUN, { band: 'K', group: 0 });
    expect(group.pairs).toEqual([[0, 1]]);
    expect(group.members.sort()).toEqual([0, 1]);
    const plates = (await linesOf(store, skyKeys.plateItems)) as { band: string; npix: number }[];
    expect(plates.length).toBe(summary.plates);
    for (const { band, npix } of plates) {
      const { images } = await readPlatePlan(store, RUN, { band, npix });
      const placed = await readPlacedImages(store, RUN, band, images);
      expect(placed.map((image) => image.band)).toEqual(placed.map(() => band));
      expect(placed.map(({ item }) => item.line)).toEqual(band === 'K' ? [1, 2] : [3]);
    }
  });

  it('compares none where the background is left as it is', async () => {
    const store = await runOf(neighbours, { background: 'none' });
    expect(await planAll(store)).toMatchObject({ pairs: 1, warnings: [] });
    expect(await linesOf(store, skyKeys.overlapItems)).toEqual([]);
  });

  it('says where no images of a band overlap', async () => {
    const store = await runOf([plannedImage(1), plannedImage(2, { centre: { ra: 12, dec: 0 } })]);
    expect((await planAll(store)).warnings).toEqual([
      'No two images of a band overlap: no background can be matched, each keeps its own',
    ]);
  });

  it('sets aside an image that cannot be planned with, and goes on', async () => {
    const store = await runOf([plannedImage(1), plannedImage(2, { pixelScale: 0 })]);
    await planAll(store);
    expect(await linesOf(store, skyKeys.refusals)).toMatchObject([
      { line: 2, stage: 'plan', error: 'MalformedWcs', uri: 'memory://bucket/in/2.fits' },
    ]);
  });

  it('has no plates without images', async () => {
    const nothing = planAll(await runOf([plannedImage(1, { pixelScale: 0 })]));
    await expect(nothing).rejects.toThrow(
      'None of the images can be mapped: A pixel of 0 arcsec is no pixel',
    );
    await expect(planAll(await runOf([]))).rejects.toThrow('the list has none');
  });

  it('of 500 bands is made, its pictures within half of a state, and of more refused', async () => {
    const inBands = (count: number) =>
      Array.from({ length: count }, (_, k) =>
        plannedImage(k + 1, { band: `${'W'.repeat(36)}-${k}` }),
      );
    const summary = await planAll(await runOf(inBands(MAX_BANDS)));
    expect(summary.bands.length).toBe(MAX_BANDS);
    // As make-stretch writes it of an adaptive map, where every plate has eight around it.
    const cells = Array.from({ length: 9 }, (_, k) => 12 * 4 ** 9 - 1 - k);
    const around = Object.fromEntries(summary.bands.map((band) => [band, cells]));
    const item = pictureItemSchema.parse({ npix: cells[0], bands: summary.bands, around });
    expect(JSON.stringify(item).length).toBeLessThan(MAX_BATCH_BYTES);
    await expect(planAll(await runOf(inBands(5000)))).rejects.toThrow(
      'The images are of 5000 bands',
    );
  });

  it('refuses a colour whose band no image has, and a map far finer than its images', async () => {
    const bands = { r: 'K', g: 'J', b: 'V' };
    await expect(planAll(await runOf(neighbours, { bands }))).rejects.toThrow(
      'The colour b is to be band V, and there are only K, J: correct the option bands',
    );
    await expect(planAll(await runOf(neighbours, { order: 12 }))).rejects.toThrow(
      'At order 12 the map',
    );
  });
});
