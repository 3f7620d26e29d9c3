import { describe, expect, it } from 'vitest';
import { varianceOf } from '../../../shared/core/mosaics/clip.ts';
import { skyNoise } from '../../../shared/core/mosaics/noise.ts';
import { seededRandom } from '../../../shared/core/random.ts';

describe('σ of a value among which outliers are looked for', () => {
  it('is that of the plane of noise, in which conserved flux has made 1/f² of weights', () => {
    const [sigma, f] = [3, 4];
    const noise = { from: 'plane', scale: 1 } as const;
    expect(varianceOf(noise, 1 / sigma ** 2, 1000)).toBeCloseTo(9, 12);
    expect(varianceOf(noise, 1 / sigma ** 2 / f ** 2, 1000)).toBeCloseTo(9 * 16, 12);
  });

  it('is that of the sky, and a tenth of what stands above it, times f where flux is conserved', () => {
    const noise = { from: 'sky', level: 100, sigma: 5 } as const;
    expect(varianceOf(noise, 1, 100)).toBe(25);
    expect(varianceOf(noise, 1, 60)).toBe(25);
    expect(varianceOf(noise, 1, 400)).toBe(25 + 30 ** 2);
    const f = 0.25;
    for (const value of [60, 100, 400])
      expect(varianceOf(noise, 1 / f ** 2, f * value)).toBe(f ** 2 * varianceOf(noise, 1, value));
  });

  it('has the level of the sky that is left when the background is subtracted', () => {
    const random = seededRandom(7);
    const sky = Float32Array.from({ length: 20_000 }, () => 1000 + 5 * random.normal());
    const noise = skyNoise(sky, undefined, 990);
    // 20,000 normal values: their median is known to 0.04, σ from the MAD to 1.2 %.
    expect(noise).toMatchObject({ from: 'sky' });
    if (noise.from === 'sky') {
      expect(Math.abs(noise.level - 10)).toBeLessThan(0.2);
      expect(Math.abs(noise.sigma - 5)).toBeLessThan(0.25);
    }
  });
});
