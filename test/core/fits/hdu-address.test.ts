import { expect, it } from 'vitest';
import { chooseParser } from '../../../functions/start-run/parse-line.ts';
import { splitPair } from '../../../shared/core/fits/hdu-address.ts';

it('two images with a comma between them are two, and commas elsewhere are none', () => {
  expect(splitPair('det.fits,r.fits')).toEqual(['det.fits', 'r.fits']);
  expect(splitPair('a.fits.gz[SCI,2], s3://b/k,1.FIT.fz[1]')).toEqual([
    'a.fits.gz[SCI,2]',
    's3://b/k,1.FIT.fz[1]',
  ]);
  for (const one of ['a.fits[SCI,2]', 'x,y.fits', 'a.fits,', ',a.fits', 'a.fits,notes.txt'])
    expect(splitPair(one), one).toBeUndefined();
});

it('a line of a plain list may be two images: where sources are found, and where measured', () => {
  const { parse, isPlain } = chooseParser('a.fits[1],b.fits[2]');
  expect(isPlain).toBe(true);
  expect(parse('a.fits[1],b.fits[2]')).toEqual({ uri: 'a.fits', hdu: 1, measure: 'b.fits[2]' });
  expect(parse('a.fits[SCI,2]')).toEqual({ uri: 'a.fits', hdu: 'SCI,2' });
});
