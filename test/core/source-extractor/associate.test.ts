import { expect, it } from 'vitest';
import { associate } from '../../../shared/core/source-extractor/associate.ts';

/**
 * id, x, y, magnitude, value: three near one source at (0, 0), one far; answers of source-extractor
 * 2.25 to this list.
 */
const rows = [
  [1, 1.0, 0.5, 18, 10],
  [2, -0.5, -0.3, 20, 20],
  [3, 0.1, 1.5, 16, 40],
  [4, 5, 0, 10, 1000],
];
const known = {
  x: Float64Array.from(rows, (row) => row[1]!),
  y: Float64Array.from(rows, (row) => row[2]!),
  magnitude: Float64Array.from(rows, (row) => row[3]!),
  data: rows.map((row) => [row[0]!, row[3]!, row[4]!]),
};
const place = { x: [0], y: [0] };

it.each([
  ['FIRST', [2, 20, 20], 1],
  ['NEAREST', [2, 20, 20], 3],
  ['MEAN', [1.962962962962963, 18.14814814814815, 22.59259259259259], 3],
  ['MAG_MEAN', [2.710970650964056, 16.352696189120643, 35.558448364319666], 3],
  ['SUM', [6, 54, 70], 3],
  ['MAG_SUM', [0.5195598831004634, 15.816980101857272, 9.999891431789186], 3],
  ['MIN', [3, 16, 40], 3],
  ['MAX', [2, 20, 20], 3],
] as const)('ASSOC_TYPE %s takes its match', (type, values, count) => {
  const found = associate(place, known, type, 2);
  expect(found.counts[0]).toBe(count);
  for (const [k, value] of values.entries()) expect(found.values[k]).toBeCloseTo(value, 9);
});

it.each(['MEAN', 'MAG_MEAN', 'MIN', 'MAX'] as const)('%s without magnitudes is FIRST', (type) => {
  const found = associate(place, { ...known, magnitude: undefined }, type, 2);
  expect([...found.values, ...found.counts]).toEqual([2, 20, 20, 1]);
});

it('a source without a match has zeros, and an empty list gives nothing', () => {
  expect([...associate(place, known, 'NEAREST', 0.5).values]).toEqual([0, 0, 0]);
  const none = { x: new Float64Array(0), y: new Float64Array(0), magnitude: undefined, data: [] };
  expect(associate(place, none, 'NEAREST', 2)).toMatchObject({
    width: 0,
    counts: Int32Array.of(0),
  });
});

it('a sum of magnitudes is 99 at the faintest', () => {
  const faint = { ...known, data: rows.map(() => [104]) };
  expect([...associate(place, faint, 'MAG_SUM', 2).values]).toEqual([99]);
});

it('a list has as many rows as it likes', () => {
  const count = 200_000;
  const row = [7];
  const many = {
    x: new Float64Array(count),
    y: Float64Array.from({ length: count }, (_, i) => i),
    magnitude: undefined,
    data: Array.from({ length: count }, () => row),
  };
  expect(associate(place, many, 'NEAREST', 2)).toEqual({
    values: Float64Array.of(7),
    width: 1,
    counts: Int32Array.of(2),
  });
});
