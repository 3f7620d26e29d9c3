import { describe, expect, it } from 'vitest';
import { magnitudesOf, rangeAbout } from '../../../shared/core/completeness/magnitudes.ts';
import { limitOf, recoveryOf } from '../../../shared/core/completeness/recovery.ts';
import { starFields } from '../../../shared/core/completeness/star-fields.ts';
import { poisson, seededRandom } from '../../../shared/core/random.ts';

describe('magnitudes of artificial stars', () => {
  it('go from the first to the last, both included', () => {
    expect(magnitudesOf({ from: 18, to: 19, step: 0.25 })).toEqual([18, 18.25, 18.5, 18.75, 19]);
    expect(magnitudesOf({ from: 18, to: 18.3, step: 0.1 })).toEqual([18, 18.1, 18.2, 18.3]);
  });

  it('lie about that of five sigma where none are given', () => {
    // 5 × 2 × √9 = 30 counts: 25 − 2.5 log10 30 = 21.307
    expect(rangeAbout(2, 9, 25)).toEqual({ from: 17.25, to: 23, step: 0.25 });
  });
});

describe('recovery of artificial stars', () => {
  it('counts those that were found, with the median of their excess and its scatter', () => {
    expect(recoveryOf(20, [0.1, Number.NaN, 0.2, 0.3, Number.NaN])).toEqual({
      magnitude: 20,
      injected: 5,
      recovered: 3,
      bias: 0.2,
      scatter: 0.14826,
    });
    expect(recoveryOf(25, [Number.NaN])).toMatchObject({ recovered: 0, bias: null, scatter: null });
  });

  it('reaches down to where a part of them is lost, along a straight line', () => {
    const rows = [1, 0.9, 0.6, 0.2].map((part, i) => ({
      ...recoveryOf(20 + i, []),
      injected: 100,
      recovered: 100 * part,
    }));
    expect(limitOf(rows, 0.5)).toBe(22.25);
    expect(limitOf(rows, 0.9)).toBe(21);
    expect(limitOf(rows, 0.1)).toBeNull();
    expect(limitOf(rows.slice(3), 0.5)).toBeNull();
  });
});

describe('fields of artificial stars', () => {
  const asked = { size: [200, 120] as const, spacing: 20, magnitudes: 3, stars: 400 };

  it('have as many stars of each magnitude as were asked for, apart from each other', () => {
    const fields = [...starFields({ ...asked, hasData: () => true }, seededRandom(1))];
    const count = [0, 0, 0];
    for (const field of fields)
      for (const [i, star] of field.entries()) {
        count[star.magnitude]!++;
        for (const other of field.slice(i + 1))
          expect(Math.hypot(star.x - other.x, star.y - other.y)).toBeGreaterThan(18);
      }
    expect(count).toEqual([400, 400, 400]);
  });

  it('are as dense in one half of the image as in the other, and nowhere without data', () => {
    const hasData = (x: number) => x < 60 || x > 139.5;
    const stars = [...starFields({ ...asked, hasData }, seededRandom(2))].flat();
    expect(stars).toHaveLength(1200);
    expect(stars.filter(({ x }) => !hasData(x))).toEqual([]);
    // 1,200 draws of one half: five sigma of the binomial are 87
    expect(Math.abs(stars.filter(({ x }) => x < 60).length - 600)).toBeLessThan(87);
  });

  it('end with fewer stars where an image has no data', () => {
    expect([...starFields({ ...asked, hasData: () => false }, seededRandom(3))]).toEqual([]);
  });
});

describe('photon noise', () => {
  it.each([0.3, 4, 25, 900])('of %d electrons has their mean and variance', (mean) => {
    const random = seededRandom(4);
    const draws = Array.from({ length: 20_000 }, () => poisson(random, mean));
    const average = draws.reduce((sum, one) => sum + one, 0) / draws.length;
    const variance = draws.reduce((sum, one) => sum + (one - average) ** 2, 0) / draws.length;
    // five sigma: of a mean √(m / n), of a variance √((m + 2 m²) / n)
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / draws.length));
    expect(Math.abs(variance - mean)).toBeLessThan(
      5 * Math.sqrt((mean + 2 * mean * mean) / draws.length),
    );
  });
});
