import { describe, expect, it } from 'vitest';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { OverlapItem } from '../../shared/contracts/sky-map/overlaps.ts';
import { readBandImages, readPlanBands } from '../../shared/run/plan-images.ts';
import { type BackgroundPlane, readPlanes } from '../../shared/run/planes.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { putRecord, RUN, recordOf, textOf } from '../run/run-objects.ts';
import { linesOf, matchAll, measureGroup, plannedSky } from './mapped-sky.ts';

const frame = (ra: number, level: number, band = 'K'): Frame => ({
  ...{ ra, dec: 0, band, width: 60, height: 60, scale: 30 },
  value: (x, y) => level + 3 * Math.sin(200 * x) + 2 * Math.cos(150 * y),
});

/** Three in a row that overlap, one of their band that none overlaps, one of another band. */
const frames = {
  a: frame(45, 100),
  b: frame(45.2, 107),
  c: frame(45.4, 90),
  alone: frame(50, 55),
  other: frame(45.2, 500, 'J'),
};

/** A run whose overlaps have been measured. */
async function measured(options: object): Promise<Store> {
  const store = await plannedSky(frames, options);
  for (const item of await linesOf<OverlapItem>(store, skyKeys.overlapItems))
    await measureGroup(store, item);
  return store;
}

const fixedOf = async (store: Store, band: string) =>
  JSON.parse(await textOf(store, skyKeys.fixed(band)));

/** By name. */
async function planesOf(store: Store) {
  const planes: Record<string, BackgroundPlane | undefined> = {};
  for (const band of await readPlanBands(store, RUN)) {
    let place = 0;
    for await (const { item } of readBandImages(store, RUN, band, plannedImageSchema))
      [planes[item.name]] = await readPlanes(store, RUN, band.band, [place++]);
  }
  return planes;
}

describe.each(['level', 'plane'])('the background of a map by %s', (background) => {
  it('takes from each image what brings it to its neighbours, from one alone nothing', async () => {
    const store = await measured({ background });
    expect(await matchAll(store)).toEqual({ images: 5, pairs: 3 });
    const { a, b, c, alone, other } = await planesOf(store);
    expect(b![0] - a![0]).toBeCloseTo(107 - 100, 1);
    expect(c![0] - a![0]).toBeCloseTo(90 - 100, 1);
    for (const [, x, y] of [a!, b!, c!]) expect(Math.hypot(x, y)).toBeLessThan(0.5);
    expect([alone, other]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('says of each seam what it was and is, and of each band what its overlaps tell', async () => {
    const store = await measured({ background });
    await matchAll(store);
    const pairs = await linesOf<Record<string, number>>(store, skyKeys.pairs('K'));
    expect(pairs.map(({ i, j }) => [i, j]).sort()).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    for (const { before, after } of pairs) expect(after).toBeLessThan(0.1 * before!);
    expect(await fixedOf(store, 'K')).toMatchObject({ groups: 1, alone: 1 });
    expect(await fixedOf(store, 'J')).toMatchObject({ groups: 0, alone: 1 });
  });
});

describe('the background', () => {
  it('is that of the other groups where one broke off, and its pairs are counted', async () => {
    const store = await measured({});
    await putRecord(store, recordOf('overlaps', 'K-0', { state: 'failed' }));
    const { pairs } = await matchAll(store);
    const { lost } = await fixedOf(store, 'K');
    expect(lost).toBeGreaterThan(0);
    expect(pairs + lost).toBe(3);
  });

  it('of a map that leaves it as it is is nothing', async () => {
    const store = await measured({ background: 'none' });
    expect(await matchAll(store)).toEqual({ images: 5, pairs: 0 });
    expect(Object.values(await planesOf(store)).flat()).toEqual(new Array(15).fill(0));
  });
});
