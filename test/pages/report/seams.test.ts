import { describe, expect, it } from 'vitest';
import { binnedMedian } from '../../../shared/pages/report/log-bins.ts';
import { plotSeams } from '../../../shared/pages/report/plot-seams.ts';
import {
  addSeam,
  noSeams,
  type Pair,
  rmsOf,
  type Seams,
} from '../../../shared/pages/report/seams.ts';
import { seeded } from '../../core/pictures/slow-twins.ts';

const pair = (k: number, before: number, after: number, weight = 1): Pair => ({
  i: k,
  j: k + 1,
  before,
  after,
  weight,
});
const seamsOf = (pairs: readonly Pair[]): Seams => {
  const seams = noSeams();
  for (const one of pairs) addSeam(seams, one);
  return seams;
};

describe('seams', () => {
  const random = seeded(4);
  const pairs = Array.from({ length: 5001 }, (_, k) =>
    pair(k, 20 * random() ** 3, random() ** 4, random() < 0.1 ? 0.3 : 1),
  );
  const seams = seamsOf(pairs);

  it('have the rms, median, largest and worst of all pairs', () => {
    const after = pairs.map((p) => p.after);
    expect(rmsOf(seams.after)).toBeCloseTo(
      Math.sqrt(after.reduce((sum, v) => sum + v * v, 0) / after.length),
      12,
    );
    const median = after.toSorted((a, b) => a - b)[2500]!;
    // a bin, 1/1000 of a decade, at most
    expect(Math.abs(Math.log10(binnedMedian(seams.after) / median))).toBeLessThan(1 / 1000);
    expect(seams.after.most).toBe(Math.max(...after));
    expect(seams.heldBack).toBe(pairs.filter(({ weight }) => weight < 1).length);
    expect(seams.worst).toEqual(pairs.toSorted((a, b) => b.after - a.after).slice(0, 20));
  });

  it('keep as much of many pairs as of few', () => {
    expect(seams.worst).toHaveLength(20);
    expect(seams.after.bins.size).toBeLessThan(pairs.length); // of a million pairs they are as many
  });

  it('of equal pairs name the first', () => {
    const { worst } = seamsOf(Array.from({ length: 50 }, (_, k) => pair(k, 1, 1)));
    expect(worst.map(({ i }) => i)).toEqual(Array.from({ length: 20 }, (_, k) => k));
  });
});

describe('plotSeams', () => {
  const awkward: [string, Pair[]][] = [
    ['one pair', [pair(0, 3, 0.1)]],
    ['no seam left', [pair(0, 3, 0), pair(1, 2, 0)]],
    ['no change', [pair(0, 3, 3), pair(1, 3, 3)]],
    ['seams of very different size', [pair(0, 1e30, 1e-30), pair(1, 1, 1e-12)]],
    ['the smallest numbers', [pair(0, 5e-324, 0)]],
    ['a power of ten', [pair(0, 10, 1)]],
  ];
  for (const [name, pairs] of awkward) {
    it(`draws ${name} inside its box, every pair once`, () => {
      const { markup } = plotSeams(seamsOf(pairs), 'DN');
      expect(markup).not.toMatch(/NaN|Infinity|undefined/);
      for (const kind of ['before', 'after']) {
        const shown = [...markup.matchAll(new RegExp(`data-tip="${kind}: ([\\d,]+) pair`, 'g'))];
        expect(shown.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(pairs.length);
      }
      for (const [, x, y, width, height] of markup.matchAll(
        /<rect class="column[^>]* x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g,
      )) {
        expect(Number(x)).toBeGreaterThanOrEqual(64);
        expect(Number(x) + Number(width)).toBeLessThanOrEqual(704.01);
        expect(Number(y)).toBeGreaterThanOrEqual(34);
        expect(Number(y) + Number(height)).toBeCloseTo(264, 1);
      }
    });
  }

  it('puts a seam where its value is', () => {
    const { markup } = plotSeams(seamsOf([pair(0, 50, 0.5), pair(1, 50, 0.5)]), 'DN');
    const column = (kind: string): number =>
      Number(new RegExp(`class="column ${kind}" x="([^"]+)"`).exec(markup)![1]);
    // Three decades from 0.1 to 100 over 640; columns of a fifth of a decade: 0.5 is 3.5 fifths
    // above 0.1, 50 is 13.5
    expect(column('after')).toBeCloseTo(64 + (640 / 15) * 3, 1);
    expect(column('before')).toBeCloseTo(64 + (640 / 15) * 13, 1);
    expect(markup).toContain('>before 50<');
  });
});
