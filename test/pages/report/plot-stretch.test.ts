import { describe, expect, it } from 'vitest';
import {
  addPixels,
  emptyHistogram,
  type Histogram,
} from '../../../shared/core/histogram/histogram.ts';
import { kinds, type StretchKind } from '../../../shared/core/stretch/kinds.ts';
import { makeStretch } from '../../../shared/core/stretch/stretch.ts';
import type { BandStretch } from '../../../shared/pages/report/input.ts';
import { plotStretch } from '../../../shared/pages/report/plot-stretch.ts';
import { stretchSection } from '../../../shared/pages/report/stretch-section.ts';
import { skies } from '../../core/stretch/truth.ts';

const histogramOf = (pixels: ArrayLike<number>): Histogram => {
  const histogram = emptyHistogram();
  addPixels(histogram, Float32Array.from(pixels));
  return histogram;
};
const svg = (histogram: Histogram, kind: StretchKind, cut: string): string =>
  plotStretch(histogram, makeStretch(histogram, { kind, cut })).markup;

/** The points of the drawing's lines: cumulative, then transfer curve. */
const lines = (markup: string): [number, number][][] =>
  [...markup.matchAll(/<polyline [^>]*points="([^"]+)"/g)].map(([, points]) =>
    points!.split(' ').map((point) => point.split(',').map(Number) as [number, number]),
  );

const awkward: [string, ArrayLike<number>][] = [
  ...Object.entries(skies),
  ['constant', [7, 7, 7]],
  ['constant 0', [0, 0]],
  ['one pixel', [-3e38]],
  ['the whole range of floats', [-3e38, -1, 0, 1e-45, 1, 3e38]],
];

describe('plotStretch', () => {
  for (const [name, pixels] of awkward) {
    it.each(Object.keys(kinds) as StretchKind[])(`draws ${name}, %s, inside its box`, (kind) => {
      const markup = svg(histogramOf(pixels), kind, '-2s max');
      expect(markup).not.toMatch(/NaN|Infinity|undefined/);
      const drawn = lines(markup);
      expect(drawn.length).toBe(2);
      for (const line of drawn) {
        for (const [i, [x, y]] of line.entries()) {
          expect(x).toBeGreaterThanOrEqual(i === 0 ? 64 : line[i - 1]![0]);
          expect(x).toBeLessThanOrEqual(652);
          expect(y).toBeLessThanOrEqual(i === 0 ? 324 : line[i - 1]![1]); // both rise
          expect(y).toBeGreaterThanOrEqual(34);
        }
        expect(line.at(-1)).toEqual([652, 34]);
      }
    });
  }

  it('counts every pixel once', () => {
    const histogram = histogramOf(skies['sky 1000, noise 4']!);
    const shown = [...svg(histogram, 'asinh', '1% 99%').matchAll(/: ([\d,]+) pixels?,/g)];
    const sum = shown.reduce((total, [, n]) => total + Number(n!.replaceAll(',', '')), 0);
    // each of up to 147 columns is rounded
    expect(Math.abs(sum - histogram.count)).toBeLessThan(75);
  });

  it('labels the limits and distinct round values', () => {
    const markup = svg(histogramOf(skies['sky 600, noise 1.2']!), 'gaussian-log', '-2s max');
    expect(markup).toMatch(/black 597\.\d/);
    const labels = [...markup.matchAll(/text-anchor="middle">(−?[\d.]+)<\/text>/g)].map(
      ([, label]) => label,
    );
    expect(labels.length).toBe(9);
    expect(new Set(labels).size).toBe(9);
  });
});

const section = (stretches: BandStretch[], more: { adaptive?: boolean; colour?: 'lupton' } = {}) =>
  stretchSection({
    stretches,
    surveys: [{ name: 'colour', colour: true, page: '', dataUri: '' }],
    adaptive: false,
    colour: 'stretch',
    ...more,
  });

describe('stretchSection', () => {
  it('says what was done to each band, with names escaped', () => {
    const histogram = histogramOf([1, 2, 3, 10]);
    const stretch = makeStretch(histogram, { kind: 'linear', cut: '0 100' });
    const { markup } = section([{ band: 'K<s>', histogram, stretch }]);
    expect(markup).toContain('<h3>Band K&lt;s&gt;</h3>');
    expect(markup).toContain('4 pixels with a median of 2');
    expect(markup).toContain(
      'Black is 0, white 100. Between them linear: brightness in proportion',
    );
    const words = (cut: string) =>
      section([{ band: 'K', histogram, stretch: makeStretch(histogram, { kind: 'asinh', cut }) }])
        .markup;
    expect(words('-2s max')).toMatch(
      /Black is −?[\d.]+ \(2 σ below the median\), white 10 \(the highest\)/,
    );
    expect(words('min 99.5%')).toMatch(
      /Black is 1 \(the lowest\), white [\d.]+ \(percentile 99.5\)/,
    );
    expect(words('0s +1.5s')).toMatch(/\(the median\), white [\d.]+ \(1.5 σ above the median\)/);
    expect(section([], { adaptive: true }).markup).toContain('from plate to plate');
    expect(section([], { colour: 'lupton' }).markup).toContain('Lupton et al. (2004)');
    expect(section([]).markup).not.toMatch(/Lupton|from plate to plate/);
    expect(section([]).markup).toContain('no stretch');
  });
});
