import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import type { overlapsSchema } from '../../shared/contracts/sky-map/overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { textOf } from '../run/run-objects.ts';
import { imageUrl, measureGroup, plannedSky } from './mapped-sky.ts';

/** Half a degree of one smooth sky, and the level of its own that an image adds. */
const frame = (ra: number, level: number): Frame => ({
  ...{ ra, dec: 0, band: 'K', width: 60, height: 60, scale: 30 },
  value: (x, y) => level + 3 * Math.sin(200 * x) + 2 * Math.cos(150 * y),
});

const frames = { a: frame(45, 100), b: frame(45.2, 107), c: frame(45.4, 90) };

const first = { band: 'K', group: 0 };

const found = async (store: Store): Promise<z.infer<typeof overlapsSchema>> =>
  JSON.parse(await textOf(store, keys.task('overlaps', 'K-0'))).overlaps;

describe('a group of neighbours', () => {
  it('has each pair’s difference and each image’s own sky', async () => {
    const store = await plannedSky(frames);
    expect(await measureGroup(store, first)).toMatchObject({ state: 'done', failures: [] });
    const { skies, sums } = await found(store);
    expect(skies.map(({ place }) => place).sort()).toEqual([0, 1, 2]);
    for (const { place, plane } of skies) expect(plane[0]).toBeCloseTo([100, 107, 90][place]!, -1);
    const difference = Object.fromEntries(
      sums.map(({ i, j, count, differences }) => [`${i}${j}`, differences[0]! / count]),
    );
    // The pattern is the same sky, sampled bilinearly: what is left are the levels.
    expect(Object.keys(difference).sort()).toEqual(['01', '02', '12']);
    expect(difference['01']).toBeCloseTo(100 - 107, 1);
    expect(difference['02']).toBeCloseTo(100 - 90, 1);
    expect(difference['12']).toBeCloseTo(107 - 90, 1);
  });

  it('loses an image that is gone, and what it is compared with, and nothing else', async () => {
    const store = await plannedSky(frames);
    await store.delete(imageUrl('b'));
    const record = await measureGroup(store, first);
    expect(record.state).toBe('done');
    expect(record.failures).toMatchObject([
      { line: 2, uri: imageUrl('b'), stage: 'overlaps', error: 'NoSuchObject' },
    ]);
    const { skies, sums } = await found(store);
    expect(skies.map(({ place }) => place).sort()).toEqual([0, 2]);
    expect(sums.map(({ i, j }) => i + j)).toEqual(['02']);
  });

  it('is measured again only where an image has changed', async () => {
    const store = await plannedSky(frames);
    const before = await measureGroup(store, first);
    expect((await measureGroup(store, first)).started).toBe(before.started);
    await store.put(imageUrl('a'), await store.get(imageUrl('b')));
    const again = await measureGroup(store, first);
    expect(again.failures).toMatchObject([{ line: 1, error: 'Changed' }]);
  });
});
