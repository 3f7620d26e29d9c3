import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOf } from '../../shared/core/median.ts';

describe('medianOf', () => {
  it('is the middle of the sorted values, or the mean of the two in the middle', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, (some) => {
        const sorted = Float64Array.from(some).sort();
        const [low, high] = [sorted[(some.length - 1) >> 1]!, sorted[some.length >> 1]!];
        // + 0: −0 and 0 are the same value; −∞ and ∞ have no mean
        expect(medianOf(Float64Array.from(some)) + 0).toEqual(
          (low === high ? low : (low + high) / 2) + 0,
        );
      }),
    );
  });

  it('is NaN where there are no values', () => {
    expect(medianOf(new Float64Array(0))).toBeNaN();
  });
});
