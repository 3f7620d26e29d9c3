import { expect, it } from 'vitest';
import { mergedRegions } from '../../../shared/core/catalogue/regions.ts';

it('of several images each source is one point of DS9, at its primary place', () => {
  const regions = mergedRegions({
    columns: {
      rows: 4,
      ra: Float64Array.of(10, 10.00001, Number.NaN, 359.9999999),
      dec: Float64Array.of(-5, -5, Number.NaN, 0),
    },
    group: [7n, 7n, null, 8n],
    primary: [true, false, true, true],
  });
  expect(regions).toBe(
    [
      'icrs; point(10.0000000,-5.0000000) # point=circle tag={7}\n',
      'icrs; point(359.9999999,0.0000000) # point=circle tag={8}\n',
    ].join(''),
  );
});
