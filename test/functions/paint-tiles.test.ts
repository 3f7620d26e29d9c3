import { describe, expect, it } from 'vitest';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlateItem } from '../../shared/contracts/sky-map/tiles.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { writePlanes } from '../../shared/run/planes.ts';
import { openPlate } from '../../shared/run/plate-tiles.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { RUN, urlOf } from '../run/run-objects.ts';
import { imageUrl, linesOf, paintOne, plannedSky } from './mapped-sky.ts';

const ORDER = 4;

/** Half a degree of one value, within one cell of order 0. */
const flat = (value: number, more: Partial<Frame> = {}): Frame => ({
  ...{ ra: 45, dec: 19.5, band: 'K', width: 60, height: 60, scale: 30 },
  value: () => value,
  ...more,
});

/** A planned run whose background is known: what is to be taken from each image. */
async function matched(
  frames: Record<string, Frame>,
  planes: number[] = [],
  options: object = {},
): Promise<{ store: Store; plate: number }> {
  const store = await plannedSky(frames, { order: ORDER, ...options });
  const numbers = new Float64Array(3 * Object.keys(frames).length);
  numbers.set(planes);
  await writePlanes(store, RUN, 'K', numbers);
  const plates = await linesOf<PlateItem>(store, skyKeys.plateItems);
  expect(plates).toHaveLength(1);
  return { store, plate: plates[0]!.npix };
}

/** The values of the deepest tiles, without those that are none. */
async function values(store: Store, plate: number): Promise<number[]> {
  const tiles = await openPlate(store, RUN, 'K', plate);
  const deepest = tiles.entries.filter(({ order }) => order === ORDER);
  const all: number[] = [];
  for (const entry of deepest) for (const value of await tiles.pixels(entry)) all.push(value);
  return all.filter(Number.isFinite);
}

describe('a plate', () => {
  it('is the mean of its images, by the weights of the list and less their backgrounds', async () => {
    const { store, plate } = await matched({ a: flat(5), b: flat(9) }, [1, 0, 0, 2, 0, 0]);
    expect(await paintOne(store, 'K', plate)).toMatchObject({ state: 'done', warnings: [] });
    const painted = await values(store, plate);
    for (const value of painted) expect(value).toBeCloseTo((4 + 7) / 2, 5);
    // Half a degree square on pixels of order 4 + 9: 25.8″ wide, a little less where b begins.
    const pixels = 1800 ** 2 / ((58.632 * 3600) / 2 ** (ORDER + 9)) ** 2;
    expect(painted.length / pixels).toBeCloseTo(1, 1);
  });

  it('has a histogram of its deepest pixels, and says which images are on a tile', async () => {
    const { store, plate } = await matched({ a: flat(5), b: flat(9) });
    await paintOne(store, 'K', plate);
    const bytes = await store.get(urlOf(skyKeys.histogram('K', plate)));
    expect(decodeHistogram(bytes)).toMatchObject({
      count: (await values(store, plate)).length,
      min: 7,
      max: 7,
    });
    const lines = await linesOf<{ order: number; images: string[] }>(
      store,
      skyKeys.provenance('K', plate),
    );
    expect(lines.length).toBeGreaterThan(0);
    for (const { order, images } of lines) expect([order, images]).toEqual([ORDER, ['a', 'b']]);
  });

  it('has the means of its tiles above them, up to its own cell', async () => {
    const { store, plate } = await matched({ a: flat(5) });
    await paintOne(store, 'K', plate);
    const tiles = await openPlate(store, RUN, 'K', plate);
    const orders = new Set(tiles.entries.map(({ order }) => order));
    expect([...orders]).toEqual([1, 2, 3, 4]);
    const top = await tiles.pixels(tiles.entries[0]!);
    for (const value of top.filter(Number.isFinite)) expect(value).toBeCloseTo(5, 5);
  });

  it('stands in single FITS tiles where they are published', async () => {
    const { store, plate } = await matched({ a: flat(5) }, [], { fits: true });
    await paintOne(store, 'K', plate);
    const tiles = await openPlate(store, RUN, 'K', plate);
    for (const { order, npix } of tiles.entries) {
      const url = urlOf(skyKeys.hips('K', tilePath(order, npix, 'fits')));
      const hdu = await (await openFits(memorySource(await store.get(url), url))).hdu(0);
      expect(hdu.header.number('ORDER')).toBe(order);
      expect((await readFloat32(hdu)).data.filter(Number.isFinite)).toSatisfy(
        (some: Float32Array) => some.every((value) => value === 5),
      );
    }
  });

  it('loses an image that has changed, by its line', async () => {
    const { store, plate } = await matched({ a: flat(5), b: flat(9) });
    await store.put(imageUrl('a'), await store.get(imageUrl('b')));
    const { failures } = await paintOne(store, 'K', plate);
    expect(failures).toMatchObject([{ line: 1, stage: 'tiles', error: 'Changed' }]);
    for (const value of await values(store, plate)) expect(value).toBe(9);
  });

  it('without an image has no tiles; the image that is lost is the failure', async () => {
    const { store, plate } = await matched({ a: flat(5) });
    await store.delete(imageUrl('a'));
    expect(await paintOne(store, 'K', plate)).toMatchObject({
      warnings: [],
      failures: [{ line: 1 }],
    });
    expect((await openPlate(store, RUN, 'K', plate)).entries).toEqual([]);
  });

  it('names five images whose border was taken for no data, and counts the others', async () => {
    const bordered = flat(5, {
      value: (_x, _y, _z, column, row) => (column < 20 || row < 20 ? 0 : 5 + ((column * row) % 7)),
    });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const { store, plate } = await matched(
      Object.fromEntries(names.map((name) => [name, bordered])),
    );
    const { warnings } = await paintOne(store, 'K', plate);
    expect(warnings).toHaveLength(6);
    expect(warnings[0]).toMatch(/^a: /);
    expect(warnings[5]).toBe('The same of 2 more images');
  });
});
