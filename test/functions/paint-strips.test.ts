import { describe, expect, it } from 'vitest';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import type { Store } from '../../shared/store/store.ts';
import { textOf, urlOf } from '../run/run-objects.ts';
import { imageUrl } from './mapped-sky.ts';
import { flatFrame, paintStrips, plannedMosaics } from './mosaic-run.ts';

/** On the frames' own pixels, so that nothing is resampled. */
const layout = { centre: [45, 10], size: { pixels: [40, 40] }, scale: 30 };

const histogram = async (store: Store) =>
  decodeHistogram(await store.get(urlOf(mosaicKeys.histogram('K', 'mosaic', 0))));
const facts = async (store: Store) =>
  JSON.parse(await textOf(store, mosaicKeys.stripFacts('K', 'mosaic', 0)));

describe('a strip', () => {
  it.each([
    ['mean', 4 + 7 + 13, 3],
    ['median', 7, 1],
    ['sum', 4 + 7 + 13, 1],
    ['first', 4, 1],
    ['min', 4, 1],
    ['max', 13, 1],
  ])('is the %s of its images, less their backgrounds', async (combine, value, count) => {
    const frames = { a: flatFrame(5), b: flatFrame(9), c: flatFrame(14) };
    const { store } = await plannedMosaics(frames, { layout, combine });
    const [record] = await paintStrips(store, [1, 0, 0, 2, 0, 0, 1, 0, 0]);
    expect(record).toMatchObject({ state: 'done', failures: [] });
    const { min, max, count: pixels } = await histogram(store);
    expect([min, max]).toEqual([value / count, value / count]);
    expect(pixels).toBeGreaterThan(38 ** 2);
    expect(await facts(store)).toMatchObject({ rows: 40, values: pixels, unread: [] });
  });

  it('goes on without an image that cannot be read, and names its line', async () => {
    const { store } = await plannedMosaics({ a: flatFrame(5), b: flatFrame(9) }, { layout });
    await store.delete(imageUrl('b'));
    const [record] = await paintStrips(store);
    expect(record).toMatchObject({ state: 'done', failures: [{ line: 2, error: 'NoSuchObject' }] });
    expect((await facts(store)).unread).toEqual([1]);
    expect(await histogram(store)).toMatchObject({ min: 5, max: 5 });
  });

  it('has planes of values, weights and numbers of images', async () => {
    const { store } = await plannedMosaics({ a: flatFrame(5) }, { layout });
    await paintStrips(store);
    const names = (await facts(store)).planes.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['SCI', 'WHT', 'COV', 'CTX1']);
  });
});
