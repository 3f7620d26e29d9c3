import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import { DataError } from '../../shared/core/errors.ts';
import {
  checkValues,
  failureOf,
  isFaultOf,
  lineFailure,
  plainWarnings,
} from '../../shared/run/failure.ts';
import { StoreError } from '../../shared/store/errors.ts';

const line = { line: 3, uri: 's3://b/a.fits' };
const gone = (url: string) => new StoreError('NoSuchObject', 'no object', url, 'get');

describe('whose fault an error is', () => {
  it('is the image’s where its data or its object is wrong', () => {
    expect(isFaultOf([line.uri], new DataError('NotFits', 'no FITS'))).toBe(true);
    expect(isFaultOf([line.uri], gone(line.uri))).toBe(true);
  });

  it('is not where something else is gone, or the store cannot be reached, or the run is wrong', () => {
    expect(isFaultOf([line.uri], gone('s3://b/other'))).toBe(false);
    expect(
      isFaultOf([line.uri], new StoreError('StoreUnavailable', 'later', line.uri, 'get')),
    ).toBe(false);
    expect(isFaultOf([line.uri], new RunError('BadRequest', 'no'))).toBe(false);
    expect(isFaultOf([line.uri], 'a text')).toBe(false);
  });
});

describe('the failure of a line', () => {
  it('says where in the file it is, in plain text', () => {
    const error = new DataError('MalformedWcs', 'no\u0007 WCS', { hdu: 2, keyword: 'CD1_1' });
    expect(failureOf(error, 'images', line)).toMatchObject({
      ...line,
      stage: 'images',
      error: 'MalformedWcs',
      hdu: 2,
      keyword: 'CD1_1',
      message: expect.not.stringContaining('\u0007'),
    });
    expect(Object.keys(failureOf(gone(line.uri), 'images', line))).toEqual([
      'line',
      'uri',
      'stage',
      'error',
      'message',
    ]);
  });

  it('is also what our own reader stumbles over; all else is thrown on', () => {
    expect(lineFailure(new TypeError('x is undefined'), 'tiles', line)).toMatchObject({
      error: 'TypeError',
      message: expect.stringContaining('please report it'),
    });
    const companion = { uri: 's3://b/w.fits', kind: 'weight', isFound: false } as const;
    const ofCompanion = lineFailure(gone(companion.uri), 'tiles', {
      ...line,
      companions: [companion],
    });
    expect(ofCompanion).toMatchObject({ ...line, error: 'NoSuchObject' });
    const other = gone('s3://b/other');
    expect(() => lineFailure(other, 'tiles', line)).toThrow(other);
  });
});

describe('values and warnings of a record', () => {
  it('refuses a value by name', () => {
    const schema = z.object({ wcs: z.object({ scale: z.number() }) });
    checkValues(schema, { wcs: { scale: 1 } });
    expect(() => checkValues(schema, { wcs: { scale: Number.NaN } })).toThrow('(wcs.scale:');
  });

  it('keeps a thousand warnings and counts the rest', () => {
    const many = plainWarnings(Array.from({ length: 1003 }, (_, i) => `w${i}`));
    expect([many.length, many.at(-1)]).toEqual([1001, 'and 3 more warnings']);
    expect(plainWarnings(['a'])).toEqual(['a']);
  });
});
