import { expect, test } from 'vitest';
import { parseCutSize } from '../../../shared/core/cutouts/cut-size.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { gridOf } from '../../../shared/core/grids/grids.ts';
import { cutFolder } from '../../../shared/run/cutout/cut-folder.ts';
import { memoryStore } from '../../../shared/store/memory.ts';

const RUN = 'memory://sky-bucket/run/';
const spec = { kind: 'car', size: 0.05, step: 0.04, scale: 4, frame: 'icrs' } as const;
const grid = gridOf(spec);
const band = {
  ...{ unit: 'MJy/sr', combine: 'mean', conservesFlux: false },
  ...{ hasError: false, isWeighted: false, weighAlike: true },
};
/** 5 × 5 tiles around (0, 0), 45² pixels each. */
const tiles = [-2, -1, 0, 1, 2].flatMap((j) => [8998, 8999, 0, 1, 2].map((i) => grid.tile([i, j])));

/** A run's store that counts the files that are opened; mosaics of H hold 1, those of K 2. */
async function storeOfRun(without: string[] = []) {
  const store = memoryStore();
  const opened: string[] = [];
  const plan = { grid: spec, title: grid.title, images: 1, pairs: 0, mosaics: 50, strips: 50 };
  const more = { pixels: 1, bytes: 1, seconds: 1, warnings: [] };
  const bands = ['H', 'K'].map((name) => ({ name, ...band }));
  await store.put(`${RUN}plan/plan.json`, JSON.stringify({ ...plan, ...more, bands }));
  const items: string[] = [];
  for (const [k, { name }] of bands.entries())
    for (const { name: tile, place, cards, width, height } of tiles) {
      items.push(JSON.stringify({ band: name, name: tile, place }));
      if (without.includes(tile)) continue;
      const image = writeImage(
        new Float32Array(width * height).fill(k + 1),
        [width, height],
        cards,
      );
      await store.put(`${RUN}mosaics/${name}/${tile}.fits`, writeFits([image]));
    }
  await store.put(`${RUN}plan/mosaics.jsonl`, items.join('\n'));
  const counting = {
    ...store,
    getRange: (url: string, offset: number, length: number, into?: Uint8Array) => {
      if (url.endsWith('.fits')) opened.push(url.slice(RUN.length));
      return store.getRange(url, offset, length, into);
    },
  };
  return { store: counting, opened };
}

test('of 25 mosaics a band the plan tells the one that has the piece; no other is opened', async () => {
  const { store, opened } = await storeOfRun();
  // 0.035° is nearer to the middle of the tile at 0.04° than to that at 0°, over the seam at RA 0.
  const request = { ra: 360 - 0.035, dec: 0.002, size: parseCutSize('6x4')! };
  const { cuts } = await cutFolder(store, RUN, request, undefined);
  expect(cuts.map(({ name, pixels }) => [name, pixels.length, pixels[0]])).toEqual([
    ['H', 24, 1],
    ['K', 24, 2],
  ]);
  expect([...new Set(opened)].sort()).toEqual([
    'mosaics/H/a359.96d+00.00.fits',
    'mosaics/K/a359.96d+00.00.fits',
  ]);
});

test('where a mosaic was not written, as it has no value, the next one that has some of the piece', async () => {
  const { store, opened } = await storeOfRun(['a000.00d+00.00']);
  const cut = (ra: number) =>
    cutFolder(store, RUN, { ra, dec: 0, size: parseCutSize('4x4')! }, ['K']);
  expect((await cut(0.021)).cuts[0]!.pixels[0]).toBe(2);
  expect([...new Set(opened)]).toEqual(['mosaics/K/a000.04d+00.00.fits']);
  expect(await cut(0)).toMatchObject({
    cuts: [],
    outside: [expect.stringContaining('no image has a value')],
  });
  expect(await cut(0.5)).toMatchObject({
    cuts: [],
    outside: [expect.stringContaining('outside all 25 mosaics')],
  });
});
