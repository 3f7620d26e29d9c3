import { describe, expect, it } from 'vitest';
import { lowerMedian, totalOf } from '../../../shared/run/plan/counts.ts';
import { PixelCensus } from '../../../shared/run/plan/pixel-sizes.ts';
import {
  factorBetween,
  scaled,
  ZeroPointCensus,
  zeroPointFactor,
} from '../../../shared/run/plan/zero-points.ts';

describe('values that many images have', () => {
  it('have the lower one of two in the middle as their median', () => {
    const counts = new Map([
      [3, 2],
      [1, 1],
      [9, 1],
    ]);
    expect([totalOf(counts), lowerMedian(counts)]).toEqual([4, 3]);
    expect(
      lowerMedian(
        new Map([
          [1, 2],
          [5, 2],
        ]),
      ),
    ).toBe(1);
  });
});

describe('the zero point of a band', () => {
  const ab = (zeroPoint: number) => ({ zeroPoint, zeroPointSystem: 'AB' as const });
  const censusOf = (...zeroPoints: number[]) => {
    const census = new ZeroPointCensus();
    for (const one of zeroPoints) census.add(ab(one));
    return census;
  };

  it('is the median; what is a quarter of a magnitude away is multiplied by Pogson’s ratio', () => {
    const scale = censusOf(25, 25, 25.1, 22.5).scale()!;
    expect(scale).toMatchObject({ zeroPoint: 25, system: 'AB', shifted: 1, others: 0 });
    expect(scale.spread).toBeCloseTo(0.1, 12);
    expect(zeroPointFactor(scale, ab(22.5))).toBeCloseTo(10, 12); // 2.5 mag are a factor of 10
    expect(zeroPointFactor(scale, ab(25.1))).toBe(1);
    expect(factorBetween(25, 22.5)).toBeCloseTo(0.1, 12);
  });

  it('is that of the system that most images have; the others stay as they are', () => {
    const census = censusOf(25, 25);
    census.add({ zeroPoint: 20, zeroPointSystem: 'Vega' });
    census.add({ zeroPoint: null, zeroPointSystem: null }, 3);
    const scale = census.scale()!;
    expect(scale).toMatchObject({ system: 'AB', others: 4 });
    expect(zeroPointFactor(scale, { zeroPoint: 20, zeroPointSystem: 'Vega' })).toBe(1);
    expect(scaled('K', scale).join()).toContain('4 images tell no zero point in the system');
  });

  it('is none where no image tells one', () => {
    const census = new ZeroPointCensus();
    census.add({ zeroPoint: null, zeroPointSystem: null });
    expect(census.scale()).toBeUndefined();
    expect(zeroPointFactor(undefined, ab(20))).toBe(1);
  });
});

describe('the pixel sizes of a band', () => {
  const census = () => {
    const all = new PixelCensus();
    for (const pixelScale of [1, 1.001, 1, 2]) all.add({ instrument: 'A', pixelScale });
    all.add({ instrument: 'B', pixelScale: 4 });
    all.add({ instrument: 'B', pixelScale: Number.NaN });
    return all.sizes();
  };

  it('give the ratio of the areas, which distortion of one camera does not change', () => {
    const sizes = census();
    expect(sizes.most).toBe(1);
    expect(sizes.factorOf({ instrument: 'A', pixelScale: 1.05 })).toBe(1); // its optics
    expect(sizes.factorOf({ instrument: 'A', pixelScale: 2 })).toBe(0.25);
    expect(sizes.factorOf({ instrument: 'B', pixelScale: 4 })).toBe(1 / 16);
    expect(sizes.factorOf({ instrument: 'B', pixelScale: Number.NaN })).toBe(1);
  });

  it('are told where they differ', () => {
    expect(census().warnings('K', true)).toEqual([
      'Band K: 2 images have pixels of 2.000 to 4.000 arcsec, most of 1.000: what they hold is multiplied by 0.06250 to 0.2500, the ratio of the areas',
    ]);
    expect(new PixelCensus().sizes().warnings('K', false)).toEqual([]);
  });
});
