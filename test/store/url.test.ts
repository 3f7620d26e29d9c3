import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../../shared/store/key-order.ts';
import { joinUrl, splitUrl } from '../../shared/store/url.ts';

describe('splitUrl', () => {
  test('takes bucket and key as they stand', () => {
    expect(splitUrl('s3://stpubdata/hst/public/a%20b.fits')).toEqual({
      bucket: 'stpubdata',
      key: 'hst/public/a%20b.fits',
    });
    expect(splitUrl('s3://bucket')).toEqual({ bucket: 'bucket', key: '' });
    expect(splitUrl('S3://bucket/a//b/../c')).toEqual({ bucket: 'bucket', key: 'a//b/../c' });
  });

  test.each([
    '',
    's3:/b/k',
    's3:///k',
    's3://UPPER/k',
    's3://a..b/k',
    's3://../k',
    'http://bucket/k',
    's3://bucket/a\nb',
  ])('refuses %j', (url) => {
    expect(() => splitUrl(url)).toThrow(expect.objectContaining({ name: 'BadUrl', url }));
  });

  test('refuses keys of more than 1024 bytes', () => {
    expect(splitUrl(`s3://bucket/${'µ'.repeat(512)}`).key).toHaveLength(512);
    expect(() => splitUrl(`s3://bucket/${'µ'.repeat(512)}x`)).toThrow(/1024/);
  });
});

describe('joinUrl', () => {
  test('joins below a prefix, with or without its slash', () => {
    expect(joinUrl('s3://b/runs/1/', 'images/a b/c.fits')).toBe('s3://b/runs/1/images/a b/c.fits');
    expect(joinUrl('s3://b/runs/1', 'run.json')).toBe('s3://b/runs/1/run.json');
    expect(joinUrl('file:///data/out', 'a b/100%#1?.fits')).toBe(
      'file:///data/out/a%20b/100%25%231%3F.fits',
    );
  });

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    'a\0b',
    'a\nb',
    'a\\..\\b',
  ])('refuses %j', (key) => {
    expect(() => joinUrl('s3://b/runs/1/', key)).toThrow(
      expect.objectContaining({ name: 'OutsideFolder' }),
    );
    expect(() => joinUrl('file:///data/', key)).toThrow(
      expect.objectContaining({ name: 'OutsideFolder' }),
    );
  });

  test('whatever the key, a file stays in its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        let url: string;
        try {
          url = joinUrl('file:///data/run/', key);
        } catch {
          return;
        }
        expect(new URL(url).href).toBe(url);
        expect(url.startsWith('file:///data/run/') && url.length > 17).toBe(true);
      }),
    );
  });
});

test('keys are compared by their UTF-8 bytes', () => {
  const anyText = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
