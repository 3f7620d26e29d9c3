import { expect, it } from 'vitest';
import { rangeBounds } from '../../functions/build-hips/key-ranges.ts';
import type { HipsRun } from '../../functions/build-hips/survey-job.ts';
import { tidyHips } from '../../functions/build-hips/tidy-hips.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { mocOfCells } from '../../shared/core/moc/moc.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { RUN, urlOf } from '../run/run-objects.ts';

const ORDER = 6;
/** Two surveys: the whole sky, and one of its base cells. */
const surveys = new Map([
  ['J', mocOfCells(ORDER, new Array(12 * 4 ** ORDER).keys())],
  ['colour', mocOfCells(ORDER, new Array(4 ** ORDER).keys())],
]);
const tiles = (survey: string, baseCells: number): string[] =>
  Array.from({ length: ORDER + 1 }, (_, order) =>
    Array.from(
      { length: baseCells * 4 ** order },
      (_, ipix) => `hips/${survey}/${tilePath(order, ipix, 'png')}`,
    ),
  ).flat();
const kept = [
  ...[...tiles('J', 12), ...tiles('colour', 1)],
  ...['hips/J/properties', 'hips/J/Norder3/Allsky.png', 'hips/index.html'],
];
const strays = [
  'hips/A/properties',
  'hips/J/Norder6/Dir0/Npix10000.png',
  'hips/J/Norder6/Dir10000/é.png',
  'hips/J/Norder6/Dir40000/Npix49999.png',
  'hips/J/Norder7/Dir0/Npix1.png',
  'hips/colour/Norder6/Dir0/Npix5000.png',
  'hips/z/Norder0/Dir0/Npix0.png',
];

it('counts and tidies all that is published, in ranges that are listed at the same time', async () => {
  const store = memoryStore();
  for (const key of [...kept.slice(0, -1), ...strays]) await store.put(urlOf(key), 'ab');
  let [now, most, lists] = [0, 0, 0];
  const watched: Store = {
    ...store,
    async *list(prefix, after) {
      most = Math.max(most, ++now);
      lists++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield* store.list(prefix, after);
      now--;
    },
  };
  const context = {
    ...{ store: watched, run: RUN, plan: { order: ORDER, bands: ['J'] }, sky: { fits: false } },
  } as unknown as HipsRun;
  const counts = await tidyHips(context, surveys);
  const count = (files: number) => ({ files, bytes: 2 * files });
  expect(Object.fromEntries(counts)).toEqual({
    J: count(tiles('J', 12).length + 1), // Allsky
    colour: count(tiles('colour', 1).length),
  });
  const left: string[] = [];
  for await (const { url } of store.list(RUN)) left.push(url.slice(RUN.length));
  expect(left.sort()).toEqual(kept.slice(0, -1).sort());
  expect(lists).toBe(1 + rangeBounds(surveys, ORDER).length);
  expect(most).toBe(lists);
});

it('cuts nothing of which there are few', () => {
  const small = new Map([['J', mocOfCells(9, [5, 10_000, 20_000, 3_000_000])]]);
  expect(rangeBounds(small, 9)).toEqual([]);
  const folders = rangeBounds(surveys, ORDER);
  expect(folders).toEqual([...folders].sort());
  expect(folders).toHaveLength(6); // of 70,984 tiles
});
