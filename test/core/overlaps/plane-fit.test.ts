import { describe, expect, it } from 'vitest';
import { fitPlane } from '../../../shared/core/overlaps/plane-fit.ts';
import { SampleSet } from '../../../sky-wasm/src/samples.ts';
import { normal } from './made-images.ts';

const SIDE = 100;
const SIGMA = 2;

/** Values of the first rows of a square. */
function samples(value: (u: number, v: number, k: number) => number, rows = SIDE): SampleSet {
  const made = new SampleSet(SIDE * SIDE);
  made.count = SIDE * rows;
  for (let k = 0; k < made.count; k++) {
    const [u, v] = [((k % SIDE) - 49.5) / SIDE, (Math.floor(k / SIDE) - 49.5) / SIDE];
    made.places.set([u, v], 2 * k);
    made.values[k] = value(u, v, k);
  }
  return made;
}

describe('fitPlane', () => {
  it('finds an exact plane exactly', () => {
    const fit = fitPlane(samples((u, v) => 5 + 3 * u - 7 * v));
    // Sums of 10,000 doubles: 1e-16 × √10,000, and some room.
    for (const [k, truth] of [5, 3, -7].entries())
      expect(Math.abs(fit.plane[k]! - truth)).toBeLessThan(1e-12);
  });

  it('is as exact as noise allows, with a tenth of the samples far off', () => {
    const noise = normal(1);
    const all = samples(
      (u, v, k) => 5 + 30 * u - 7 * v + SIGMA * noise() + (k % 10 === 3 ? 40 + (k % 77) * 10 : 0),
    );
    const fit = fitPlane(all);
    // σ of a mean of 9,000, and of a slope over the unit square (√12 times that): four of them.
    const sigma = SIGMA / Math.sqrt(9000);
    expect(Math.abs(fit.plane[0] - 5)).toBeLessThan(4 * sigma);
    expect(Math.abs(fit.plane[1] - 30)).toBeLessThan(4 * Math.sqrt(12) * sigma);
    expect(Math.abs(fit.plane[2] + 7)).toBeLessThan(4 * Math.sqrt(12) * sigma);
    // The outliers begin at 20 σ: none may stay. Of the good ones 1.2 % are beyond 2.5 σ; a tenth
    // of outliers raises the
    // scale by 15 %, so nearly all stay.
    expect(all.kept.some((kept, k) => kept === 1 && k % 10 === 3)).toBe(false);
    expect(fit.count).toBeGreaterThan(0.97 * 9000);
    expect(fit.rms).toBeGreaterThan(0.9 * SIGMA);
    expect(fit.rms).toBeLessThan(1.05 * SIGMA);
  });

  it('gives no slope across a single row', () => {
    const fit = fitPlane(samples((u) => 1 + 2 * u, 1));
    expect(fit.plane[1]).toBeCloseTo(2, 10);
    expect(Math.abs(fit.plane[2])).toBeLessThan(1e-12);
    expect(fit.rms).toBeLessThan(1e-10);
  });

  it('fits constants, and nothing of nothing', () => {
    expect(fitPlane(samples(() => 7))).toMatchObject({
      plane: [7, 0, 0],
      rms: 0,
      count: SIDE * SIDE,
    });
    expect(fitPlane(samples(() => 7, 0)).count).toBe(0);
  });
});
