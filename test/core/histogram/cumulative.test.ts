import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { encodeHistogram } from '../../../shared/core/histogram/bytes.ts';
import { cumulativeOf, quantile, shareBelow } from '../../../shared/core/histogram/cumulative.ts';
import { MANTISSA_BITS } from '../../../shared/core/histogram/grid.ts';
import {
  addPixels,
  emptyHistogram,
  type Histogram,
} from '../../../shared/core/histogram/histogram.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { openPath } from '../fits/disk-source.ts';
import { skies, truth } from '../stretch/truth.ts';

const histogramOf = (pixels: Float32Array): Histogram => {
  const histogram = emptyHistogram();
  addPixels(histogram, pixels);
  return histogram;
};

/** Inside the order statistics around it, but for the width of one bin. */
function expectQuantile(value: number, [low, high]: [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low - Math.abs(low) * 2 ** -MANTISSA_BITS);
  expect(value).toBeLessThanOrEqual(high + Math.abs(high) * 2 ** -MANTISSA_BITS);
}

describe('quantiles', () => {
  for (const { name, quantiles, count } of truth.cases) {
    it(`agree with numpy's to the width of a bin: ${name}`, () => {
      const histogram = histogramOf(skies[name]!);
      const cumulative = cumulativeOf(histogram);
      expect(histogram.count).toBe(count);
      truth.shares.forEach(
        (share, i) => void expectQuantile(quantile(cumulative, share), quantiles[i]!),
      );
    });
  }

  it('at 0 and 1 are the exact minimum and maximum', () => {
    const cumulative = cumulativeOf(histogramOf(Float32Array.of(1000.123, 1001.7, 998.321)));
    expect([quantile(cumulative, 0), quantile(cumulative, 1)]).toEqual(
      [998.321, 1001.7].map(Math.fround),
    );
  });

  it('never fall, and are the inverse of the shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
          minLength: 1,
          maxLength: 50,
        }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (values, shares) => {
          const cumulative = cumulativeOf(histogramOf(Float32Array.from(values)));
          const sorted = shares.sort((a, b) => a - b);
          const found = sorted.map((share) => quantile(cumulative, share));
          for (let i = 1; i < found.length; i++)
            expect(found[i]).toBeGreaterThanOrEqual(found[i - 1]!);
          for (let i = 0; i < found.length; i++) {
            // In a bin a single float wide (or in gaps) all shares of its pixels have one value:
            // then only an inequality holds.
            expect(shareBelow(cumulative, found[i]!)).toBeGreaterThanOrEqual(sorted[i]! - 1e-9);
          }
        },
      ),
    );
    const cumulative = cumulativeOf(histogramOf(skies['sky 1000, noise 4']!));
    for (const share of [0.01, 0.3, 0.5, 0.77]) {
      expect(shareBelow(cumulative, quantile(cumulative, share))).toBeCloseTo(share, 10);
    }
  });

  it('of a gap between two values are the lower one', () => {
    const cumulative = cumulativeOf(histogramOf(Float32Array.of(1, 1, 5, 5)));
    expect(quantile(cumulative, 0.5)).toBeCloseTo(1, 3);
    expect(shareBelow(cumulative, 3)).toBe(0.5);
    expect([shareBelow(cumulative, 0.9), shareBelow(cumulative, 6)]).toEqual([0, 1]);
  });

  it('of a constant image are the constant', () => {
    const cumulative = cumulativeOf(histogramOf(new Float32Array(10).fill(7.3)));
    for (const share of [0, 0.2, 1]) expect(quantile(cumulative, share)).toBe(Math.fround(7.3));
  });

  it('of nothing are refused by name', () => {
    expect(() => cumulativeOf(histogramOf(Float32Array.of(Number.NaN)))).toThrow(
      expect.objectContaining({ name: 'NoGoodPixels' }),
    );
  });
});

describe.skipIf(!hasSharedData)('real images (skipped when ../shared/data is absent)', () => {
  for (const [name, { count, quantiles }] of Object.entries(truth.real)) {
    it(`${name}: numpy's quantiles, few bytes`, async () => {
      const [hdu] = await (await openPath(sharedData(name))).hdus();
      const histogram = histogramOf((await readFloat32(hdu!)).data);
      const cumulative = cumulativeOf(histogram);
      expect(histogram.count).toBe(count);
      truth.shares.forEach(
        (share, i) => void expectQuantile(quantile(cumulative, share), quantiles[i]!),
      );
      expect(encodeHistogram(histogram).length).toBeLessThan(count / 15);
    });
  }
});
