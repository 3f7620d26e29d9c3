import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PictureItem } from '../../shared/contracts/sky-map/pictures.ts';
import { finderPath, parseTilePath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { levelOf } from '../../shared/core/stretch/level-of.ts';
import { openPlate } from '../../shared/run/plate-tiles.ts';
import { readStretches } from '../../shared/run/stretches.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { RUN, urlOf } from '../run/run-objects.ts';
import { drawnSky, drawOne, linesOf } from './mapped-sky.ts';

const ORDER = 4;
const frame = (band: string, offset = 0): Frame => ({
  ...{ ra: 45, dec: 19.5, band, width: 60, height: 60, scale: 30 },
  value: (_x, _y, _z, column, row) => offset + column + row,
});

/** The pictures of a survey by their addresses, four bytes a pixel. */
async function pictures(store: Store, survey: string) {
  const folder = `${RUN}hips/${survey}/`;
  const found = new Map<string, Uint8Array>();
  for await (const { url } of store.list(folder))
    if (url.endsWith('.png'))
      found.set(
        url.slice(folder.length),
        await sharp(await store.get(url))
          .toColourspace('srgb')
          .ensureAlpha()
          .raw()
          .toBuffer(),
      );
  return found;
}

/** Rows of a FITS image from the top, as those of a picture. */
const flipped = (levels: Uint8Array, width: number): number[] =>
  Array.from(levels, (_, i) => levels[(width - 1 - Math.floor(i / width)) * width + (i % width)]!);

describe('the pictures of a plate', () => {
  it('are its deepest values by the band’s stretch, transparent where there is none', async () => {
    const store = await drawnSky({ a: frame('K') }, { order: ORDER });
    const { K } = await readStretches(store, RUN);
    const [plate = Number.NaN] = await plates(store);
    const tiles = await openPlate(store, RUN, 'K', plate);
    const drawn = await pictures(store, 'K');
    for (const entry of tiles.entries.filter(({ order }) => order === ORDER)) {
      const levels = flipped(levelOf(K!)(await tiles.pixels(entry)), entry.width);
      const picture = drawn.get(tilePath(ORDER, entry.npix, 'png'))!;
      expect(levels.map((_, i) => picture[4 * i])).toEqual(levels);
      expect(levels.map((_, i) => picture[4 * i + 3]! > 0)).toEqual(
        levels.map((level) => level > 0),
      );
    }
  });

  it('are the means of four of them above, up to the plate', async () => {
    const store = await drawnSky({ a: frame('K') }, { order: ORDER });
    const drawn = await pictures(store, 'K');
    expect([...new Set([...drawn.keys()].map((path) => parseTilePath(path)?.order))]).toEqual([
      1, 2, 3, 4,
    ]);
    const mean = (picture: Uint8Array) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < picture.length; i += 4)
        if (picture[i + 3]! > 0) [sum, count] = [sum + picture[i]!, count + 1];
      return { level: sum / count, count };
    };
    const levelAt = (order: number) => {
      const means = [...drawn].flatMap(([path, picture]) =>
        parseTilePath(path)?.order === order ? [mean(picture)] : [],
      );
      const count = means.reduce((sum, one) => sum + one.count, 0);
      return {
        level: means.reduce((sum, one) => sum + one.level * one.count, 0) / count,
        count,
      };
    };
    // A rim of pixels half of which has no data is all that may differ.
    for (const order of [1, 2, 3]) {
      expect(Math.abs(levelAt(order).level / levelAt(order + 1).level - 1)).toBeLessThan(0.03);
      expect(levelAt(order).count / levelAt(order + 1).count).toBeGreaterThan(0.2);
    }
  });

  it('are one in colour, too, where three bands were asked for', async () => {
    const bands = { r: 'K', g: 'J', b: 'H' };
    const frames = { a: frame('K'), b: frame('J', 10), c: frame('H', 20) };
    const store = await drawnSky(frames, { order: ORDER, bands });
    const [colour, ...grey] = await Promise.all(
      [COLOUR_SURVEY, 'K', 'J', 'H'].map((survey) => pictures(store, survey)),
    );
    const [path = ''] = [...colour!.keys()].filter((name) => parseTilePath(name)?.order === ORDER);
    const picture = colour!.get(path)!;
    for (let i = 0; i < picture.length; i += 4)
      if (picture[i + 3]! > 0)
        for (const [channel, band] of grey.entries())
          if (band.get(path)![i + 3]! > 0) expect(picture[i + channel]).toBe(band.get(path)![i]);
    const alone = await drawnSky(frames, { order: ORDER, bands, publish: 'colour' });
    expect((await pictures(alone, 'K')).size).toBe(0);
    expect((await pictures(alone, COLOUR_SURVEY)).size).toBe(colour!.size);
  });

  it('go with the list of each tile’s images where FITS tiles are published', async () => {
    const store = await drawnSky({ a: frame('K'), b: frame('K') }, { order: ORDER, fits: true });
    const [plate = Number.NaN] = await plates(store);
    const { entries } = await openPlate(store, RUN, 'K', plate);
    const { npix } = entries.find(({ order }) => order === ORDER)!;
    const url = urlOf(skyKeys.hips('K', finderPath(ORDER, npix)));
    const lines = new TextDecoder()
      .decode(await store.get(url))
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).name)).toEqual(['a', 'b']);
  });
});

it('pictures of a plate are right however late they are put, in memory that is used again', async () => {
  const wide: Frame = { ...frame('K'), width: 200, height: 200, scale: 600 };
  const store = await drawnSky({ a: wide }, { order: ORDER });
  const before = await pictures(store, 'K');
  for await (const { url } of store.list(`${RUN}tasks/pictures/`)) await store.delete(url);
  for (const path of before.keys()) await store.delete(`${RUN}hips/K/${path}`);
  let puts = 0;
  const late: Store = {
    ...store,
    // bytes are looked at late, each put at another time
    put: async (url, body) => {
      await setTimeout((7 * puts++) % 40);
      return store.put(url, body);
    },
  };
  for (const item of await linesOf<PictureItem>(store, skyKeys.pictureItems))
    await drawOne(late, item);
  const after = await pictures(store, 'K');
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [path, picture] of before)
    expect(Buffer.compare(picture, after.get(path)!), path).toBe(0);
  expect(before.size).toBeGreaterThan(30); // more than there are pieces of memory
});

async function plates(store: Store): Promise<number[]> {
  const found: number[] = [];
  const folder = `${RUN}tiles/K/`;
  for await (const { url } of store.list(folder))
    if (url.endsWith('.tiles')) found.push(Number.parseInt(url.slice(folder.length), 10));
  return found;
}
