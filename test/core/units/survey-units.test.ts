import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { surveySchema } from '../../../shared/contracts/mosaics/parameters.ts';
import { surveyFactor } from '../../../shared/core/units/survey-units.ts';

const file = new URL('../../../surveys/galactic-plane.yml', import.meta.url);
const survey = surveySchema.parse(parse(readFileSync(file, 'utf8')));
const image = { band: 'J', unit: '', zeroPoint: null, pixelScale: 1.0000000242 };
const factor = (one: object): number => {
  const found = surveyFactor(survey, { ...image, ...one });
  if (typeof found === 'string') throw new Error(found);
  return found.factor;
};

describe('units of the Galactic Plane Atlas', () => {
  it('are known for all of its 16 bands', () => expect(survey.bands.length).toBe(16));

  // By hand: F0 · 10^(−0.4 MAGZP) / (pixel in sr) / 1e6, and Price et al. 2001 for MSX.
  it.each([
    ['J', '', 20.8953, 1.0000000242, 1594 * 10 ** (-0.4 * 20.8953), 2.35044e-11],
    ['H', '', 20.4871, 1, 1024 * 10 ** (-0.4 * 20.4871), 2.35044e-11],
    ['K', '', 19.9757, 1, 666.7 * 10 ** (-0.4 * 19.9757), 2.35044e-11],
    ['W1', 'DN', 20.5, 1.375, 1.935e-6, 4.44381e-11],
    ['W2', 'DN', 19.5, 1.375, 2.7048e-6, 4.44381e-11],
    ['W3', 'DN', 18, 1.375, 1.8326e-6, 4.44381e-11],
    ['W4', 'DN', 13, 1.375, 5.2269e-5, 4.44381e-11],
  ])('%s: counts by the zero point', (band, unit, zeroPoint, pixelScale, jansky, steradian) => {
    const right = jansky / steradian / 1e6;
    expect(factor({ band, unit, zeroPoint, pixelScale }) / right).toBeCloseTo(1, 3);
  });

  it.each([
    ['MSX-A', 7.133],
    ['MSX-C', 28.63],
    ['MSX-D', 32.16],
    ['MSX-E', 24.76],
  ])('%s: W/m²/sr by the width of the band', (band, right) => {
    expect(factor({ band, unit: 'W/m^2-sr' }) / 1e6).toBeCloseTo(right, 6);
  });

  it.each(['I1', 'I2', 'I3', 'I4', 'MIPS24'])(
    'of %s are MJy/sr already, and stay as they are',
    (band) => {
      expect(factor({ band, unit: 'MJy/sr' })).toBe(1);
    },
  );

  it('refuses by name what has no factor', () => {
    expect(surveyFactor(survey, { ...image, band: 'g' })).toContain("band 'g' is none");
    expect(surveyFactor(survey, { ...image, unit: 'K' })).toContain("BUNIT is 'K'");
    expect(surveyFactor(survey, image)).toContain('MAGZP');
  });
});
