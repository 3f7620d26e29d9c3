import { expect, it } from 'vitest';
import { regionOf } from '../../../shared/core/plan/image-outline.ts';
import { roundOutline } from '../../../shared/core/plan/outline.ts';
import {
  type BorderPoints,
  OutlineTable,
  outlineOfBorder,
} from '../../../shared/core/plan/outline-table.ts';
import { outline } from './outlines.ts';

it('gives back the outlines that were put in, of regions with sides and without, and none where there is none', () => {
  const regionAt = (ra: number, scale: number) =>
    (regionOf(outline({ ra, dec: 10, scale }), 'equatorial') as { border: BorderPoints }).border;
  const wide = roundOutline([[1, 0, 0]], 2);
  expect(wide.sides).toEqual([]);
  const put = Array.from({ length: 100 }, (_, i) =>
    i % 3 === 2 ? undefined : i === 1 ? wide : regionAt(i, 1),
  );
  const table = new OutlineTable();
  for (const one of put) table.push(one);
  expect(table.length).toBe(100);
  expect(put.map((_, place) => table.at(place))).toEqual(
    put.map((one) => (one instanceof Float64Array ? outlineOfBorder(one) : one)),
  );
  expect(put.map((_, place) => table.has(place))).toEqual(put.map((one) => one !== undefined));
});
