import { describe, expect, it } from 'vitest';
import type { ReportNumbers, ReportTaken } from '../../../shared/pages/report/input.ts';
import { planeName, TakenGroups } from '../../../shared/pages/report/taken.ts';
import { takenSection } from '../../../shared/pages/report/taken-section.ts';

const taken = (more: Partial<ReportTaken> = {}): ReportTaken => ({
  sky: 'HDU 1 (SCI,1)',
  noise: { plane: 'HDU 2 (ERR,1)', kind: 'error', isBeside: false },
  quality: {
    plane: 'HDU 3 (DQ,1)',
    words: 'spoilt by DO_NOT_USE (JWST)',
    isGuess: false,
    isBeside: false,
  },
  leftAlone: [],
  ...more,
});
const numbers = (more: Partial<ReportNumbers> = {}): ReportNumbers => ({
  band: 'F200W',
  bandFrom: 'FILTER',
  unit: 'MJy/sr',
  zeroPoint: 28,
  zeroPointSystem: 'AB',
  zeroPointFrom: 'BUNIT, PIXAR_SR',
  ...more,
});
const picture = (
  line: number,
  more: Partial<ReportTaken> = {},
  its: Partial<ReportNumbers> = {},
) => ({
  label: `image${line}_sci`,
  line,
  hdu: 1,
  taken: taken(more),
  numbers: numbers(its),
});
const sectionOf = (pictures: ReturnType<typeof picture>[]): string => {
  const groups = new TakenGroups();
  for (const one of pictures) groups.add(one);
  return takenSection(groups).markup;
};
const rows = (markup: string): number => markup.split('<tr>').length - 2;

describe('what was taken', () => {
  it('is told once for images alike, whatever their order, with the range of their zero points', () => {
    const pictures = Array.from({ length: 10_000 }, (_, i) =>
      picture(
        i + 1,
        { noise: { plane: `image${i + 1}_wht.fits`, kind: 'weight', isBeside: true } },
        { zeroPoint: 28 + (i % 3) / 10 },
      ),
    );
    const markup = sectionOf(pictures);
    expect(rows(markup)).toBe(1);
    expect(markup).toContain('10,000<small>as image1_sci</small>');
    expect(markup).toContain('file beside it, *_wht.fits');
    expect(markup).toContain('28.000 to 28.200 AB');
    expect(markup.length).toBeLessThan(2_000);
    expect(sectionOf(pictures.toReversed())).toBe(markup);
    expect(markup).toContain('Nothing was guessed');
  });

  it('marks guesses: bits of no mission, pictures left alone, systems not told', () => {
    const markup = sectionOf([
      picture(1, {
        quality: { plane: 'HDU 3 (DQ,1)', words: 'all', isGuess: true, isBeside: false },
      }),
      picture(2, { leftAlone: ['HDU 4 (STRANGE,1)'] }),
      picture(3, {}, { zeroPointSystem: null, zeroPointFrom: 'ZP' }),
      picture(4),
    ]);
    expect(rows(markup)).toBe(4);
    expect(markup).toContain('For 3 pictures something was guessed');
    for (const words of [
      'the mission is not known',
      'no name says what STRANGE is',
      'AB or Vega is unknown',
    ])
      expect(markup).toContain(words);
  });

  it('lists the most frequent where there are very many', () => {
    const markup = sectionOf(
      Array.from({ length: 300 }, (_, i) => picture(i + 1, {}, { band: `b${i}` })),
    );
    expect(rows(markup)).toBe(60);
    expect(markup).toContain('The most frequent 60 are listed');
  });

  it.each([
    ['HDU 1 (SCI,2)', 'x', 'SCI'],
    ['HDU 7 (CCD61,1)', 'x', 'CCD#'],
    ['HDU 0', 'x', 'HDU 0'],
    ['x_sci_rms.fits', 'x_sci', '*_rms.fits'],
    ['x.weight.fits', 'x', '*.weight.fits'],
  ])('%s beside %s is called %s', (plane, label, name) => {
    expect(planeName(plane, label)).toBe(name);
  });
});
