import { describe, expect, it } from 'vitest';
import { varianceOf } from '../../../shared/core/mosaics/clip.ts';
import { skyNoise } from '../../../shared/core/mosaics/noise.ts';
import { seededRandom } from '../../../shared/core/random.ts';

const plain = { weight: 1, factor: 1 };

describe('σ of a value among which outliers are looked for', () => {
  it('is that of the plane of noise, in which conserved flux has made 1/f² of weights', () => {
    const [sigma, f] = [3, 4];
    const noise = { from: 'errors' } as const;
    const weight = 1 / sigma ** 2;
    expect(varianceOf(noise, { weight, factor: 1 }, 1000)).toBeCloseTo(9, 12);
    expect(varianceOf(noise, { weight: weight / f ** 2, factor: f }, 1000)).toBeCloseTo(144, 12);
  });

  it('is that of the sky, and a tenth of what stands above it, times f where flux is conserved', () => {
    const noise = { from: 'sky', level: 100, scale: 25 } as const;
    expect(varianceOf(noise, plain, 100)).toBe(25);
    expect(varianceOf(noise, plain, 60)).toBe(25);
    expect(varianceOf(noise, plain, 400)).toBe(25 + 30 ** 2);
    expect(varianceOf(noise, { weight: 4, factor: 1 }, 400)).toBe(25 / 4 + 30 ** 2);
    const factor = 0.25;
    for (const value of [60, 100, 400])
      expect(varianceOf(noise, { weight: 1 / factor ** 2, factor }, factor * value)).toBe(
        factor ** 2 * varianceOf(noise, plain, value),
      );
  });

  it('has the photon noise of what stands above the sky where the gain is known', () => {
    const noise = { from: 'sky', level: 100, scale: 25, electrons: 2 } as const;
    expect(varianceOf(noise, plain, 60)).toBe(25);
    expect(varianceOf(noise, plain, 400)).toBe(25 + 300 / 2);
    expect(varianceOf(noise, { weight: 4, factor: 1 }, 400)).toBe(25 / 4 + 300 / 2);
    const factor = 0.25;
    expect(varianceOf(noise, { weight: 1 / factor ** 2, factor }, factor * 400)).toBe(
      factor ** 2 * (25 + 300 / 2),
    );
  });

  it('has the level of the sky that is left when the background is subtracted', () => {
    const random = seededRandom(7);
    const sky = Float32Array.from({ length: 20_000 }, () => 1000 + 5 * random.normal());
    const noise = skyNoise(sky, undefined, { background: 990 });
    // 20,000 normal values: their median is known to 0.04, σ from the MAD to 1.2 %.
    expect(noise).toMatchObject({ from: 'sky' });
    if (noise.from === 'sky') {
      expect(Math.abs(noise.level - 10)).toBeLessThan(0.2);
      expect(Math.abs(Math.sqrt(noise.scale) - 5)).toBeLessThan(0.25);
    }
    const weights = new Float32Array(sky.length).fill(300);
    const relative = skyNoise(sky, weights, { background: 990, electrons: 2 });
    expect(relative).toMatchObject({ from: 'sky', electrons: 2 });
    if (relative.from === 'sky' && noise.from === 'sky')
      expect(relative.scale / noise.scale).toBeCloseTo(300, 9);
  });
});
