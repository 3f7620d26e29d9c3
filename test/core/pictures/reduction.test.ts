import { describe, expect, it } from 'vitest';
import { reducedCoordinate, reductionFactor } from '../../../shared/core/pictures/reduction.ts';

describe('reduction', () => {
  it('takes the smallest whole factor that fits', () => {
    expect(reductionFactor(2048, 2048, 2048)).toBe(1);
    expect(reductionFactor(2049, 10, 2048)).toBe(2);
    expect(reductionFactor(10, 4096, 2048)).toBe(2);
    expect(reductionFactor(10, 4097, 2048)).toBe(3);
  });

  it('keeps a point of the sky where it is: the edges of the first block stay edges', () => {
    expect(reducedCoordinate(-0.5, 4)).toBe(-0.5);
    expect(reducedCoordinate(3.5, 4)).toBe(0.5);
    expect(reducedCoordinate(1.5, 4)).toBe(0); // the middle of block 0
  });
});
