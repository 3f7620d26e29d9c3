import { describe, expect, it } from 'vitest';
import { Header } from '../../../shared/core/fits/header.ts';
import { isBits, maskBadQuality, qualityRule } from '../../../shared/core/planes/quality.ts';

const dq = { kind: 'bits' as const, name: 'HDU 3 (DQ,1)' };
const headerOf = (cards: Record<string, string>) => (keyword: string) => cards[keyword];

/** of values of DQ, those that spoil a pixel */
const spoilt = (
  values: number[],
  cards: Record<string, string>,
  bits: string | null = null,
  name = dq.name,
) => {
  const mask = new Uint8Array(values.length);
  maskBadQuality(
    Float64Array.from(values),
    qualityRule({ ...dq, name }, headerOf(cards), bits),
    mask,
  );
  return values.filter((_, i) => mask[i]);
};
const powers = Array.from({ length: 16 }, (_, bit) => 2 ** bit);

describe('quality bits', () => {
  // good bits: final_bits of drizzlepac's svm_parameters for several exposures; saturation is kept
  // and flagged
  it.each([
    ['ACS', 'WFC', 16 | 64 | 256 | 2048],
    ['ACS', 'HRC', 64 | 256 | 2048],
    ['ACS', 'SBC', 256 | 2048],
    ['WFC3', 'UVIS', 16 | 64 | 256],
    ['WFC3', 'IR', 16 | 512 | 256 | 2048],
    ['WFPC2', '1', 1024 | 8],
    ['NICMOS', '2', 1024 | 2048 | 64],
  ])('of %s %s: all spoil but %s', (INSTRUME, DETECTOR, good) => {
    expect(spoilt(powers, { INSTRUME, DETECTOR })).toEqual(powers.filter((bit) => !(bit & good)));
  });

  it('of JWST: DO_NOT_USE alone spoils, the highest bit too informs', () => {
    expect(spoilt([0, 1, 2, 4, 5, 2 ** 31, 2 ** 31 + 1], { TELESCOP: 'JWST' })).toEqual([
      1,
      5,
      2 ** 31 + 1,
    ]);
  });

  it('of DES: interpolated and bright pixels are used', () => {
    const values = [1, 2, 4, 8, 16, 32, 64, 2048, 16384];
    expect(spoilt(values, {}, null, 'HDU 2 (MSK,1)')).toEqual([1, 8, 16, 64]);
  });

  it('of LSST and Pan-STARRS are named by the header of the mask', () => {
    const lsst = Header.parse(
      new TextEncoder().encode(
        [
          'MP_BAD  =                    3',
          'MP_SAT  =                    1',
          'MP_DETEC=                    0',
          'MP_CR   =                    4',
          'END',
        ]
          .map((card) => card.padEnd(80))
          .join(''),
      ),
    );
    const rule = qualityRule({ ...dq, header: lsst }, headerOf({}));
    expect(rule).toMatchObject({ saturated: 2, isGuess: false });
    const mask = new Uint8Array(5);
    maskBadQuality(Int32Array.of(1, 2, 8, 9, 16), rule, mask);
    expect([...mask]).toEqual([0, 0, 1, 1, 1]);
  });

  // bits 0-7, 9, 21, 26-28 are fatal, 10-18 are saturation; IRAC's 32520 is bits 3 and 8 to 14
  it.each<[Record<string, string>, number[]]>([
    [{ TELESCOP: 'WISE' }, [0, 1, 2, 3, 4, 5, 6, 7, 9, 21, 26, 27, 28]],
    [{ INSTRUME: 'IRAC' }, [3, 8, 9, 10, 11, 12, 13, 14]],
    [{ TELESCOP: 'Gemini-North' }, [0, 3, 4, 6]],
    // Explanatory Supplement's suggestion for backgrounds but SOURCE; what sees no sky (4, 5)
    [{ TELESCOP: 'SPHEREx' }, [0, 1, 2, 4, 5, 6, 9, 10, 11, 15, 17, 19]],
    [{ TELESCOP: 'EUCLID', INSTRUME: 'VIS' }, [0]],
    [{ TELESCOP: 'ROMAN' }, [0]],
  ])('of %j: spoilt by bits %j of the first 30 that are named', (cards, bits) => {
    const found = spoilt(
      Array.from({ length: 30 }, (_, bit) => 2 ** bit),
      cards,
    );
    const isNamed = (value: number) =>
      value <
      (cards.TELESCOP === 'Gemini-North' ? 128 : cards.INSTRUME === 'IRAC' ? 2 ** 15 : 2 ** 30);
    expect(found.filter(isNamed).map(Math.log2)).toEqual(bits);
  });

  it('are told by their values, or by their numbers where these are fewer', () => {
    const words = (cards: Record<string, string>) => qualityRule(dq, headerOf(cards)).words;
    expect(words({ INSTRUME: 'WFC3', DETECTOR: 'UVIS' })).toBe(
      'spoilt by every bit but 16, 64, 256 (WFC3/UVIS)',
    );
    expect(words({ TELESCOP: 'WISE' })).toContain(
      'the bits 0, 1, 2, 3, 4, 5, 6, 7, 9, 21, 26, 27, 28 (from 0)',
    );
  });

  it('of Pan-STARRS are its MASK.VALUE, but for saturation', () => {
    const names = {
      DETECTOR: 1,
      BLANK: 8,
      SAT: 32,
      CR: 256,
      GHOST: 1024,
      'CONV.POOR': 16384,
      'MASK.VALUE': 8575,
    };
    const cards = Object.entries(names).flatMap(([name, value], i) => [
      { keyword: `MSKNAM0${i}`, value: name, comment: '' },
      { keyword: `MSKVAL0${i}`, value, comment: '' },
    ]);
    const rule = qualityRule({ ...dq, header: new Header(cards) }, headerOf({}));
    const mask = new Uint8Array(7);
    maskBadQuality(Int32Array.of(0, 1, 32, 64, 256, 1024, 16384), rule, mask);
    expect([...mask]).toEqual([0, 1, 0, 1, 1, 0, 0]);
    expect(rule.words).toContain('Pan-STARRS');
  });

  it('of nobody known all spoil, and that is said to be a guess', () => {
    expect(spoilt([0, 1, 64, 2 ** 31], { INSTRUME: 'MYCAM' })).toEqual([1, 64, 2 ** 31]);
    expect(qualityRule(dq, headerOf({ INSTRUME: 'MYCAM' })).isGuess).toBe(true);
  });

  it.each([
    ['96', [1, 2, 4]],
    ['64,32', [1, 2, 4]],
    ['64+32', [1, 2, 4]],
    ['~1,4', [1, 4]],
    ['~(4)', [4]],
    ['0', [1, 2, 4, 32, 64]],
    ['none', []],
    ['~0', []],
    ['~DO_NOT_USE', [1]],
    ['saturated, jump_det', [1, 32, 64]],
  ])('may be said: %s', (bits, bad) => {
    expect(isBits(bits)).toBe(true);
    expect(spoilt([0, 1, 2, 4, 32, 64], { TELESCOP: 'JWST' }, bits)).toEqual(bad);
  });

  it('have names of their camera only', () => {
    expect(() => qualityRule(dq, headerOf({ TELESCOP: 'JWST' }), '~NO_SUCH')).toThrow(
      expect.objectContaining({
        name: 'NoSuchBit',
        message: expect.stringContaining('DO_NOT_USE'),
      }),
    );
    expect(['', '~', '64,,32', '1 2;3'].map(isBits)).toEqual([false, false, false, false]);
  });

  it('are read from integers of 64 bits, too', () => {
    const values = BigInt64Array.of(0n, 1n, 2n, 1n << 62n, -(2n ** 63n));
    const mask = (cards: Record<string, string>, bits: string | null = null) => {
      const bad = new Uint8Array(values.length);
      maskBadQuality(values, qualityRule(dq, headerOf(cards), bits), bad);
      return [...bad];
    };
    expect(mask({})).toEqual([0, 1, 1, 1, 1]);
    expect(mask({ TELESCOP: 'JWST' })).toEqual([0, 1, 0, 0, 0]);
    expect(mask({}, '3')).toEqual([0, 0, 0, 1, 1]);
  });

  it('masks of CCDData and of ESO are of one value', () => {
    const mask = (kind: 'nonzero' | 'zero') => {
      const bad = new Uint8Array(3);
      maskBadQuality(Uint8Array.of(0, 1, 7), qualityRule({ ...dq, kind }, headerOf({})), bad);
      return [...bad];
    };
    expect(mask('nonzero')).toEqual([0, 1, 1]);
    expect(mask('zero')).toEqual([1, 0, 0]);
  });
});
