import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CardValue, parseCard } from '../../../shared/core/fits/card.ts';
import { formatCard } from '../../../shared/core/fits/card-format.ts';
import { Header } from '../../../shared/core/fits/header.ts';

const parse = (...cards: string[]): Header =>
  Header.parse(new TextEncoder().encode([...cards, 'END'].map((card) => card.padEnd(80)).join('')));

describe('cards', () => {
  test.each<[string, CardValue, string]>([
    ['NAXIS   =                    2 / axes', 2, 'axes'],
    ['BZERO   =          3.2768E+04', 32768, ''],
    ['EXPTIME =  1.5d3 / D exponent', 1500, 'D exponent'],
    ['CRVAL1  = 1.0e-5', 1e-5, ''],
    ['X       = .5', 0.5, ''],
    ['BIG     = 9223372036854775807', 9223372036854775807n, ''],
    ['SMALL   = -9223372036854775808', -9223372036854775808n, ''],
    ['EXACT   = 9007199254740991', 9007199254740991, ''],
    ['SIMPLE  =                    T / yes', true, 'yes'],
    ["OBJECT  = 'O''Neill / M31 ' / it's", "O'Neill / M31", "it's"],
    ["BLANKS  = '  x  '", '  x', ''],
    ["EMPTY   = ''", '', ''],
    ["FLOATY  = '1e5     '", '1e5', ''],
    ["FILTER  ='0,0,0,0'", '0,0,0,0', ''],
    ["LATE     ='0,0,0,0  '", '0,0,0,0', ''],
    ["OPEN    = 'no end", 'no end', ''],
    ['NOVALUE =', undefined, ''],
    ['NOTNUM  = nan', 'nan', ''],
    ['COMMENT = not a value', undefined, '= not a value'],
    ['        = a comment', undefined, '= a comment'],
    ['HIERARCH ESO DET CHIP1 ID = 7 / chip', 7, 'chip'],
  ])('%s is read', (text, value, comment) => {
    expect(parseCard(text.padEnd(80))).toMatchObject({ value, comment });
  });

  test('keywords of HIERARCH cards have no prefix and are found in any case', () => {
    const header = parse("HIERARCH Eso Tel Name = 'NTT' / telescope");
    expect(header.string('ESO TEL NAME')).toBe('NTT');
    expect(header.number('ESO TEL NAME')).toBeUndefined();
  });

  test('CONTINUE joins strings; an orphan stays a card of its own', () => {
    const header = parse(
      "LONG    = 'one &'",
      "CONTINUE  'two&'",
      "CONTINUE  '&' / end",
      "NEXT    = 'a&'",
      'A       = 1',
      "CONTINUE  'orphan'",
    );
    expect(header.get('LONG')).toBe('one two');
    expect(header.get('NEXT')).toBe('a&');
    expect(header.cards.map((card) => card.keyword)).toEqual(['LONG', 'NEXT', 'A', 'CONTINUE']);
  });

  test('the first of two cards of a keyword counts', () => {
    expect(parse("EXTNAME = 'A'", "EXTNAME = 'B'").get('extname')).toBe('A');
  });
});

describe('what is written is read again', () => {
  // Left out: characters that FITS cannot hold, and trailing blanks, which it does not keep.
  const printable = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    maxLength: 400,
  });
  const value = fc.oneof<fc.Arbitrary<CardValue>[]>(
    printable.map((text) => text.trimEnd()),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.boolean(),
    fc.constant(undefined),
  );
  const keyword = fc.oneof(
    fc.constantFrom('A', 'LONGNAME', 'TUCD1'),
    fc.constant('ESO DET CHIP1 NAME'),
  );

  test('values of every type, long strings in CONTINUE cards', () => {
    fc.assert(
      fc.property(keyword, value, (key, wanted) => {
        const text = formatCard({ keyword: key, value: wanted, comment: '' });
        expect(text.length % 80).toBe(0);
        expect(Header.parse(new TextEncoder().encode(text + 'END'.padEnd(80))).get(key)).toBe(
          wanted,
        );
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  test('what has no place in a card', () => {
    expect(formatCard({ keyword: 'A', value: 'é\n', comment: '' })).toContain("'??");
    expect(() => formatCard({ keyword: 'A', value: Number.NaN, comment: '' })).toThrow(RangeError);
  });
});
