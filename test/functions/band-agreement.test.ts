import { describe, expect, test } from 'vitest';
import { BandCensus } from '../../functions/plan-sky/band-agreement.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';

const image = (unit: string, band = 'r', zeroPoint: number | null = null): PlannedImage => ({
  item: { line: 1, uri: 's3://bucket/a.fits', name: 'a' },
  etag: 'e',
  hdu: 0,
  band,
  bandFrom: 'FILTER',
  width: 10,
  height: 10,
  pixelScale: 1,
  footprint: { ra: [], dec: [] },
  centre: { ra: 0, dec: 0 },
  unit,
  zeroPoint,
  zeroPointSystem: null,
  zeroPointFrom: '',
  epoch: null,
  instrument: '',
  wavelengths: null,
  frame: null,
});

function agree(...images: PlannedImage[]) {
  const census = new BandCensus();
  for (const one of images) census.add(one);
  const agreement = census.agree();
  return { agreed: images.map((one) => agreement.agreed(one)), warnings: agreement.warnings };
}

const units = (...names: string[]) =>
  agree(...names.map((name) => image(name))).agreed.map((one) => one?.unit);

describe('the images of a band agree on a unit', () => {
  test('whatever its spelling, and none agrees with any', () => {
    expect(units('JY/BEAM', 'Jy/beam', '', 'Jy beam-1', 'Jy/beam')).toEqual(new Array(5).fill('Jy/beam'));
    expect(units('', 'N/A')).toEqual(['', '']);
  });

  test('the majority decides, not the first line', () => {
    expect(units('K', 'DN', 'adu')).toEqual([undefined, 'DN', 'DN']);
    expect(units('parsnips', 'DN', 'DN')).toEqual([undefined, 'DN', 'DN']);
    expect(units('K', 'DN')).toEqual(units('DN', 'K').toReversed());
  });

  test('what has another scale is converted, its zero point too, and it is said', () => {
    const { agreed, warnings } = agree(image('mJy', 'r', 16.4), image('Jy', 'r', 8.9), image('Jy', 'r', 8.9));
    expect(agreed[0]).toMatchObject({ unit: 'Jy' });
    expect(agreed[0]?.factor).toBeCloseTo(1e-3, 12);
    expect(agreed[0]?.zeroPoint).toBeCloseTo(8.9, 9);
    expect(agreed[1]).not.toHaveProperty('factor');
    expect(warnings).toEqual([expect.stringMatching(/1 images in 'mJy'.*'Jy'/)]);
  });

  test('band by band, and two bands never share a folder', () => {
    const { agreed, warnings } = agree(image('K', 'r'), image('DN', 'R'), image('DN', 'R'));
    expect(agreed.map((one) => [one?.band, one?.unit])).toEqual([
      ['r-2', 'K'],
      ['R', 'DN'],
      ['R', 'DN'],
    ]);
    expect(warnings).toHaveLength(1);
  });
});
