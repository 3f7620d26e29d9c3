import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MANTISSA_BITS } from '../../../shared/core/histogram/grid.ts';
import {
  addPixels,
  emptyHistogram,
  type Histogram,
} from '../../../shared/core/histogram/histogram.ts';
import { parseCut } from '../../../shared/core/stretch/cut.ts';
import { kinds, type StretchKind } from '../../../shared/core/stretch/kinds.ts';
import { levelOf } from '../../../shared/core/stretch/level-of.ts';
import { normalQuantile, normalShare } from '../../../shared/core/stretch/normal.ts';
import { makeStretch, type Stretch, stretchKind } from '../../../shared/core/stretch/stretch.ts';
import { skies, truth } from './truth.ts';

const histogramOf = (...pixels: number[]): Histogram => ofPixels(Float32Array.from(pixels));
const ofPixels = (pixels: Float32Array): Histogram => {
  const histogram = emptyHistogram();
  addPixels(histogram, pixels);
  return histogram;
};
const all = Object.keys(kinds) as StretchKind[];

/** The slow twin of levelOf, by its definition. */
const slowLevel = ({ boundaries }: Stretch, value: number): number =>
  Number.isFinite(value)
    ? 1 + boundaries.slice(1).filter((boundary) => value >= boundary).length
    : 0;

describe('the normal distribution', () => {
  it('agrees with that of scipy to a part in 10^13', () => {
    const { z, share, p, deviate } = truth.normal;
    // Coefficients of 15 digits; exp(−z²/2) has the error of z² in its 1e-16, times up to 450
    z.forEach((one, i) => void expect(normalShare(one) / share[i]! - 1).toBeLessThan(1e-13));
    z.forEach((one, i) => void expect(normalShare(one) / share[i]! - 1).toBeGreaterThan(-1e-13));
    // Wichura: about one part in 10^16; p close to 1 is itself rounded the same way in both
    p.forEach(
      (one, i) =>
        void expect(Math.abs(normalQuantile(one) - deviate[i]!)).toBeLessThan(
          1e-14 * (1 + Math.abs(deviate[i]!)),
        ),
    );
    expect([normalQuantile(0), normalQuantile(1), normalShare(40)]).toEqual([
      -Infinity,
      Infinity,
      1,
    ]);
  });
});

describe('cuts', () => {
  it("are read in Montage's grammar", () => {
    const max = { unit: '%', at: 100 };
    expect(parseCut('-2s max')).toEqual({ low: { unit: 'sigma', at: -2 }, high: max });
    expect(parseCut(' min  +1.5σ ')).toEqual({
      low: { unit: '%', at: 0 },
      high: { unit: 'sigma', at: 1.5 },
    });
    expect(parseCut('1% 99.8%')).toEqual({
      low: { unit: '%', at: 1 },
      high: { unit: '%', at: 99.8 },
    });
    expect(parseCut('-1e-3 .5E+2')).toEqual({
      low: { unit: 'value', at: -1e-3 },
      high: { unit: 'value', at: 50 },
    });
  });

  it.each([
    '',
    '5',
    '1 2 3',
    'low high',
    '-1% 99%',
    '1% 101%',
    '1e999 2',
    '0x10 20',
    '1s%',
    'NaN 5',
    '- 5',
  ])('that are "%s" are refused by name', (cut) => {
    expect(() => parseCut(cut)).toThrow(expect.objectContaining({ name: 'MalformedConfig' }));
  });

  it('whose low limit is above the high one on these data are refused by name', () => {
    expect(() => makeStretch(histogramOf(1, 2, 3), { kind: 'linear', cut: '5 max' })).toThrow(
      expect.objectContaining({ name: 'MalformedConfig' }),
    );
  });

  it("have numpy's median and σ", () => {
    for (const { name, median, sigma, low } of truth.cases.slice(0, 3)) {
      const stretch = makeStretch(ofPixels(skies[name]!), { kind: 'linear', cut: '-2s max' });
      // the widths of a bin, and the difference between definitions of a quantile (neighbouring
      // order statistics, 5e-4 σ here)
      const tolerance = 2 * Math.abs(median) * 2 ** -MANTISSA_BITS + 2e-3 * sigma;
      expect(Math.abs(stretch.median - median)).toBeLessThan(tolerance);
      expect(Math.abs(stretch.sigma - sigma)).toBeLessThan(tolerance);
      expect(Math.abs(stretch.low - low)).toBeLessThan(3 * tolerance);
    }
  });
});

describe('kinds', () => {
  it('are known by name', () => {
    expect(all.map(stretchKind)).toEqual(all);
    for (const bad of ['gausian', 'toString', '']) {
      expect(() => stretchKind(bad)).toThrow(expect.objectContaining({ name: 'MalformedConfig' }));
    }
  });

  for (const { name, ends, sample, levels } of truth.cases) {
    // With the same limits; the fourth sky's noise is finer than the grid, so that its median is
    // not known well enough for asinh.
    const curves = (['linear', 'sqrt', 'log', 'asinh'] as const).slice(
      0,
      name.includes('0.001') ? 3 : 4,
    );
    it.each(curves)(
      `%s has the levels of Hipsgen's formula with astropy's stretch: ${name}`,
      (kind) => {
        const stretch = makeStretch(ofPixels(skies[name]!), { kind, cut: ends[kind].join(' ') });
        const found = levelOf(stretch)(Float32Array.from(sample));
        for (const [i, exact] of levels[kind].entries()) {
          // the median, by which asinh is bent, is known to a bin's width, which moves no level by
          // more than a fifth
          const play = kind === 'asinh' ? 0.2 : 1e-6;
          expect(found[i]).toBeGreaterThanOrEqual(Math.floor(exact - play));
          expect(found[i]).toBeLessThanOrEqual(Math.floor(exact + play));
        }
      },
    );
  }

  for (const truthOf of truth.cases) {
    it.each(['gaussian', 'gaussian-log'] as const)(
      `%s has numpy's and scipy's boundaries: ${truthOf.name}`,
      (kind) => {
        const { name, low, high } = truthOf;
        const { boundaries } = makeStretch(ofPixels(skies[name]!), { kind, cut: `${low} ${high}` });
        expect(boundaries.length).toBe(255);
        for (const [i, [least, most]] of truthOf[kind].slice(0, 254).entries()) {
          // The share below `low` is interpolated in a bin, which moves the faintest boundaries by
          // up to 3 pixels of 20000: the order
          // statistics there are up to 0.02 σ apart. A bin's width comes on top.
          const play = Math.abs(least) * 2 ** -MANTISSA_BITS * 1.5 + 0.05 * truthOf.sigma;
          expect(boundaries[i]).toBeGreaterThanOrEqual(Math.max(low, least - play));
          expect(boundaries[i]).toBeLessThanOrEqual(most + play);
        }
        expect(boundaries[254]).toBe(high);
      },
    );
  }

  it('gaussian gives normally distributed levels, gaussian-log more to the bright', () => {
    const pixels = skies['sky 0, noise 1']!;
    const levels = (kind: StretchKind) =>
      levelOf(makeStretch(ofPixels(pixels), { kind, cut: 'min max' }))(pixels);
    const gaussian = [...levels('gaussian')].sort((a, b) => a - b);
    // min and max are Φ⁻¹ of ½ pixel in 20000: ±4.06, so that one σ is 31 levels
    const at = (share: number) => gaussian[Math.floor(share * gaussian.length)]!;
    expect(Math.abs(at(0.5) - 128)).toBeLessThanOrEqual(1);
    expect(Math.abs(at(0.8413) - at(0.5) - 31.3)).toBeLessThanOrEqual(1.5);
    expect(Math.abs(at(0.5) - at(0.02275) - 62.6)).toBeLessThanOrEqual(1.5);
    const log = [...levels('gaussian-log')].sort((a, b) => a - b);
    // max − (max − min)^(1 − t) = 0 for max = 4.06 and max − min = 8.12: t = 0.331
    expect(Math.abs(log[log.length / 2]! - (1 + 254 * 0.331))).toBeLessThanOrEqual(2);
  });

  it.each(all)('%s never falls and has the limits at its ends, whatever the pixels', (kind) => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.constantFrom('min max', '-2s max', '1% 99%', '20% 70%', '0 100', '-1s 3s'),
        (values, cut) => {
          const stretch = makeStretch(histogramOf(...values), { kind, cut });
          const { boundaries, low, high } = stretch;
          expect(boundaries.length).toBe(255);
          expect(boundaries.every(Number.isFinite)).toBe(true);
          for (let i = 1; i < 255; i++)
            expect(boundaries[i]).toBeGreaterThanOrEqual(boundaries[i - 1]!);
          if (low < high) expect([boundaries[0], boundaries[254]]).toEqual([low, high]);
          expect(JSON.parse(JSON.stringify(stretch))).toEqual(stretch);
        },
      ),
    );
  });

  it('asinh shows the median at 0.12 of the brightness, however bright the brightest star', () => {
    const sky = [...skies['sky 1000, noise 4']!];
    const medianLevel = (star: number) => {
      const stretch = makeStretch(histogramOf(...sky, ...new Array(50).fill(star)), {
        kind: 'asinh',
        cut: '7% 99.8%',
      });
      return levelOf(stretch)(Float32Array.of(stretch.median))[0];
    };
    expect([2e3, 5e3, 1e4, 2e4].map(medianLevel)).toEqual([31, 31, 31, 31]);
    // beyond four decades it would be all noise
    expect(medianLevel(1e6)).toBeLessThan(31);
  });

  it('leave out pixels of exactly 0, unless there are no others', () => {
    const sky = [...skies['sky 1000, noise 4']!];
    const zeros = new Array<number>(3 * sky.length).fill(0);
    for (const kind of all) {
      for (const cut of ['7% 99.8%', '-2s 99.8%']) {
        const [without, with_] = [sky, [...sky, ...zeros]].map((pixels) =>
          makeStretch(histogramOf(...pixels), { kind, cut }),
        );
        expect({ ...with_, count: 0, min: 0 }).toEqual({ ...without, count: 0, min: 0 });
      }
    }
    const counts = [
      ...zeros,
      ...new Array(900).fill(1),
      ...new Array(90).fill(2),
      ...new Array(10).fill(9),
    ];
    const { low, high, min } = makeStretch(histogramOf(...counts), {
      kind: 'asinh',
      cut: '7% 99.8%',
    });
    expect([min, Math.round(low), Math.round(high)]).toEqual([0, 1, 9]);
    expect(makeStretch(histogramOf(...counts), { kind: 'asinh', cut: 'min max' })).toMatchObject({
      low: 0,
      high: 9,
    });
  });

  it('do not show the bins of a sky with a large offset: neighbouring levels are all there', () => {
    const pixels = skies['sky 1000, noise 4']!;
    for (const kind of ['linear', 'asinh', 'gaussian'] as const) {
      const { boundaries } = makeStretch(ofPixels(pixels), { kind, cut: '-2s 3s' });
      const steps = boundaries.slice(1).map((boundary, i) => boundary - boundaries[i]!);
      expect(Math.min(...steps)).toBeGreaterThan(0);
    }
  });

  it.each(all)('%s shows a constant image in a middle grey', (kind) => {
    for (const value of [7, 0, -3.5]) {
      const levels = levelOf(makeStretch(histogramOf(value, value), { kind, cut: '-2s max' }));
      expect([...levels(Float32Array.of(value, value - 1, value + 1, -1e30, Number.NaN))]).toEqual([
        128, 1, 255, 1, 0,
      ]);
    }
  });

  it('of an empty histogram are refused by name', () => {
    expect(() => makeStretch(emptyHistogram(), { kind: 'linear', cut: '0 1' })).toThrow(
      expect.objectContaining({ name: 'NoGoodPixels' }),
    );
  });
});

describe('levelOf', () => {
  const float = fc.oneof(
    fc.float(),
    fc.float({ min: -3, max: 3, noNaN: true }),
    fc.constant(-0),
    fc.constant(0),
  );
  it('equals its slow twin for any boundaries and any float', () => {
    const stretch = makeStretch(histogramOf(1, 2), { kind: 'linear', cut: '0 1' });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })),
          {
            minLength: 255,
            maxLength: 255,
          },
        ),
        fc.array(float, { minLength: 1, maxLength: 30 }),
        (values, pixels) => {
          const some = { ...stretch, boundaries: values.sort((a, b) => a - b) };
          const tried = Float32Array.from([...pixels, ...values.filter((_, i) => i % 20 === 0)]);
          expect([...levelOf(some)(tried)]).toEqual(
            [...tried].map((value) => slowLevel(some, value)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(all)('equals its slow twin on a sky: %s', (kind) => {
    for (const pixels of Object.values(skies)) {
      const stretch = makeStretch(ofPixels(pixels), { kind, cut: '-2s max' });
      const some = pixels.subarray(0, 3000);
      expect([...levelOf(stretch)(some)]).toEqual(
        [...some].map((value) => slowLevel(stretch, value)),
      );
    }
  });

  it('is 0 for NaN and infinities alone, and shows −0 as 0', () => {
    const levels = levelOf(makeStretch(histogramOf(-1, 1), { kind: 'linear', cut: '0 1' }));
    expect([
      ...levels(Float32Array.of(Number.NaN, Infinity, -Infinity, -1e38, 1e38, -0, 0)),
    ]).toEqual([0, 0, 0, 1, 255, 1, 1]);
    const middle = levelOf(makeStretch(histogramOf(-1, 1), { kind: 'linear', cut: '-1 1' }));
    expect([...middle(Float32Array.of(-0, 0))]).toEqual([128, 128]);
  });

  it('writes into a given array, also from a view', () => {
    const levels = levelOf(makeStretch(histogramOf(0, 254), { kind: 'linear', cut: '0 254' }));
    const out = new Uint8Array(2);
    expect(levels(new Float32Array([9, 3, 4]).subarray(1), out)).toBe(out);
    expect([...out]).toEqual([4, 5]);
  });
});
