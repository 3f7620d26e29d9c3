import { describe, expect, it } from 'vitest';
import { type Cards, demoWcs } from '../../../cli/demo/cards.ts';
import { saysScale, whyNoPixels } from '../../../shared/core/plan/pixel-shape.ts';

const SIDE = 80;
const cards = (
  changed: Record<string, string | number>,
  [lon, lat]: readonly [string, string] = ['RA---TAN', 'DEC--TAN'],
): Cards =>
  Object.entries({
    CTYPE1: lon,
    CTYPE2: lat,
    CRPIX1: 40.5,
    CRPIX2: 40.5,
    CRVAL1: 45,
    CRVAL2: 40,
    CD1_1: -1 / 60,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: 1 / 60,
    RADESYS: 'ICRS',
    ...changed,
  });
const why = (...shape: Parameters<typeof cards>) =>
  whyNoPixels(demoWcs(cards(...shape)), SIDE, SIDE);
const sip = (a: number, b: number) =>
  why({ A_ORDER: 3, B_ORDER: 3, A_3_0: a, B_0_3: b }, ['RA---TAN-SIP', 'DEC--TAN-SIP']);

describe('pixels that cannot be of a picture of the sky', () => {
  it.each([
    ['all in one place, 90 degrees from the reference pixel', { CRPIX1: 1e15 }, 'where they lie'],
    ['so far that numbers end', { CRPIX2: 1e300 }, 'where they lie'],
    ['next to the horizon', { CRPIX2: -1e9 }, 'where they lie'],
    ['1,667 times longer than wide', { CD1_1: -1e-5 }, '0.0360 × 60.0 arcsec is no pixel'],
    ['of 400 degrees', { CD1_1: -400, CD2_2: 400 }, 'arcsec is no pixel'],
  ])('%s', (_, changed, words) => {
    expect(why(changed)).toContain(words);
  });

  it('are those that a distortion spreads over the sky', () => {
    expect(sip(1e30, -1e30)).toContain('correct CRPIX');
    expect(sip(10, 10)).toContain('correct the distortion');
    expect(sip(0.1, -0.1)).toContain('correct the distortion');
  });
});

describe('pixels that are odd and possible', () => {
  it.each([
    ['far from the reference pixel', { CRPIX1: 3000, CRPIX2: -2000 }],
    ['80 degrees from it', { CRPIX1: 60 * 57.3 * Math.tan((80 * Math.PI) / 180) }],
    ['90 times longer than wide', { CD1_1: -1 / 60 / 90 }],
    ['of 5 degrees', { CD1_1: -5, CD2_2: 5 }],
    ['of a milliarcsecond', { CD1_1: -1e-3 / 3600, CD2_2: 1e-3 / 3600 }],
    ['at the pole', { CRVAL2: 90 }],
  ])('%s', (_, changed) => {
    expect(why(changed)).toBeUndefined();
  });

  it.each([
    ['RA---AIT', 'DEC--AIT'],
    ['RA---CAR', 'DEC--CAR'],
    ['RA---MOL', 'DEC--MOL'],
    ['RA---SIN', 'DEC--SIN'],
    ['RA---STG', 'DEC--STG'],
    ['RA---ZEA', 'DEC--ZEA'],
  ] as const)('maps of the whole sky, or half of it: %s', (...ctype) => {
    expect(why({ CRVAL2: 0, CD1_1: -4, CD2_2: 2 }, ctype)).toBeUndefined();
  });

  it('may be strongly distorted', () => {
    expect(sip(1e-3, -1e-3)).toBeUndefined();
  });
});

describe('how large a pixel is', () => {
  it.each(['CD1_1', 'CD001002', 'PC2_2', 'PC002002', 'CDELT1'])('is said by %s', (keyword) => {
    expect(saysScale(['NAXIS1', keyword])).toBe(true);
  });

  it('is not said by where the pixels lie', () => {
    expect(saysScale(['CTYPE1', 'CRVAL1', 'CRPIX1', 'CROTA2', 'CUNIT1'])).toBe(false);
  });
});
