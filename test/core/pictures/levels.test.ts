import { describe, expect, it } from 'vitest';
import { greyLevels } from '../../../shared/core/pictures/levels.ts';
import { seeded, sortedPercentile } from './slow-twins.ts';

const percentiles = { low: 1, high: 99 };

describe('greyLevels', () => {
  it('equals sorting, on values of both signs over many powers of ten', () => {
    const random = seeded(7);
    for (const n of [1, 2, 3, 100, 4097]) {
      const pixels = Float32Array.from({ length: n }, () => (random() - 0.4) * 10 ** (12 * random() - 6));
      for (const p of [
        { low: 0, high: 100 },
        { low: 1, high: 99 },
        { low: 49.9, high: 50 },
      ]) {
        const levels = greyLevels(pixels, p);
        expect(levels.low).toBe(sortedPercentile(pixels, p.low));
        expect(levels.high).toBe(sortedPercentile(pixels, p.high));
      }
    }
  });

  it('leaves out NaN and both infinities', () => {
    const pixels = new Float32Array([
      Number.NaN,
      3,
      Number.POSITIVE_INFINITY,
      1,
      Number.NEGATIVE_INFINITY,
      2,
    ]);
    expect(greyLevels(pixels, { low: 0, high: 100 })).toEqual({ low: 1, high: 3 });
    expect(greyLevels(pixels, { low: 50, high: 50 })).toEqual({ low: 2, high: 2 });
  });

  it('reads a view in the middle of a buffer', () => {
    const all = new Float32Array([900, 900, 5, 6, 7, 900]);
    expect(greyLevels(all.subarray(2, 5), { low: 0, high: 100 })).toEqual({ low: 5, high: 7 });
  });

  it('refuses by name when nothing is finite', () => {
    expect(() => greyLevels(new Float32Array([Number.NaN]), percentiles)).toThrow(
      expect.objectContaining({ name: 'NoGoodPixels' }),
    );
  });
});
