import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../shared/core/random.ts';
import { fitRates, type MeasuredTask, type Rates, secondsOf } from '../../shared/estimate/rates.ts';
import { logNormal } from '../../shared/estimate/simulate.ts';

const truth = { task: 0.01, mpix: 0.04, painted: 0.03 };
const random = seededRandom(7);

function tasks(spread: number): MeasuredTask[] {
  return Array.from({ length: 400 }, () => {
    const amounts = { task: 1, mpix: 20 * random.uniform(), painted: 60 * random.uniform() };
    const seconds = 0.01 + 0.04 * amounts.mpix + 0.03 * amounts.painted;
    return { amounts, seconds: seconds * logNormal(random, spread) };
  });
}

describe('rates', () => {
  it('are found again where tasks keep to them', () => {
    const { seconds, spread } = fitRates(tasks(0));
    for (const [driver, rate] of Object.entries(truth)) {
      // Four digits are kept.
      expect(Math.abs((seconds[driver as keyof typeof truth] ?? 0) / rate - 1)).toBeLessThan(1e-3);
    }
    expect(spread).toBeLessThan(1e-3);
  });

  it('give the sum of the seconds and the spread where tasks scatter', () => {
    const measured = tasks(0.4);
    const fit = fitRates(measured);
    const rates: Rates = {
      date: '2026-01-01',
      machine: 'test',
      coldStart: {},
      invocation: 0,
      tileBytes: { fits: 1, grey: 1, colour: 1 },
      stages: { tiles: fit },
    };
    const sum = measured.reduce((total, { seconds }) => total + seconds, 0);
    const predicted = measured.reduce(
      (total, { amounts }) => total + secondsOf(rates, 'tiles', amounts),
      0,
    );
    // Weights go with the predicted seconds, so that sums agree up to the tick that keeps short
    // tasks finite.
    expect(Math.abs(predicted / sum - 1)).toBeLessThan(0.01);
    // 400 draws know a spread to 1/sqrt(800).
    expect(Math.abs(fit.spread / 0.4 - 1)).toBeLessThan(4 / Math.sqrt(800));
    expect(() => secondsOf(rates, 'tiles', { grey: 1 })).toThrow(/grey/);
    expect(() => secondsOf(rates, 'hips', { task: 1 })).toThrow(/hips/);
  });

  it('are never negative', () => {
    const { seconds } = fitRates([
      { amounts: { task: 1, image: 1 }, seconds: 2 },
      { amounts: { task: 1, image: 2 }, seconds: 1 },
    ]);
    expect(seconds.image).toBe(0);
  });
});

describe('luck', () => {
  it('has mean 1, its own spread, and the seed decides it', () => {
    const draws = (seed: number) => {
      const stream = seededRandom(seed);
      return Array.from({ length: 20_000 }, () => logNormal(stream, 0.5));
    };
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
    const values = draws(3);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // The variance is exp(0.25) - 1 = 0.284: the mean of 20,000 is known to 0.0038.
    expect(Math.abs(mean - 1)).toBeLessThan(4 * 0.0038);
  });
});
