import { describe, expect, it } from 'vitest';
import { shiftBetween } from '../../../shared/core/mosaics/band-shift.ts';
import { seededRandom } from '../../../shared/core/random.ts';

const SIDE = 128;

/** Stars of σ 1.5 pixels on noise of 1; `brightness` of each by its number. */
function sky(dx: number, dy: number, seed: number, brightness: (k: number) => number) {
  const [places, noise] = [seededRandom(1), seededRandom(seed)];
  const pixels = Float32Array.from({ length: SIDE ** 2 }, () => 50 + noise.normal());
  for (let k = 0; k < 60; k++) {
    const [x0, y0] = [SIDE * places.uniform() + dx, SIDE * places.uniform() + dy];
    for (let i = 0; i < pixels.length; i++) {
      const r2 = ((i % SIDE) - x0) ** 2 + (Math.floor(i / SIDE) - y0) ** 2;
      if (r2 < 60) pixels[i]! += brightness(k) * Math.exp(-r2 / 4.5);
    }
  }
  return pixels;
}

describe('the shift between two bands', () => {
  it('is that of their stars, to a tenth of a pixel, though these have other brightnesses', () => {
    const one = sky(0, 0, 2, (k) => 10 + 40 * (k % 5));
    for (const [dx, dy] of [
      [0, 0],
      [1.3, -0.6],
      [-2.75, 3.2],
    ] as const) {
      const shift = shiftBetween(
        one,
        sky(dx, dy, 3, (k) => 10 + 60 * (k % 3)),
        SIDE,
      )!;
      expect(Math.hypot(shift.dx - dx, shift.dy - dy)).toBeLessThan(0.1);
      expect(shift.correlation).toBeGreaterThan(0.4);
    }
  });

  it('has no correlation where nothing is seen in both, and is not told without values', () => {
    const noise = [4, 5].map((seed) => sky(0, 0, seed, () => 0));
    // The largest of 81 correlations of 16,384 independent pixels: 4 σ are 0.03.
    expect(shiftBetween(noise[0]!, noise[1]!, SIDE)!.correlation).toBeLessThan(0.05);
    expect(
      shiftBetween(noise[0]!, new Float32Array(SIDE ** 2).fill(Number.NaN), SIDE),
    ).toBeUndefined();
    expect(shiftBetween(noise[0]!, new Float32Array(SIDE ** 2).fill(7), SIDE)).toBeUndefined();
  });
});
