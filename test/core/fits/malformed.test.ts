import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../../shared/core/errors.ts';
import { verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import { readFloat32, readImage } from '../../../shared/core/fits/image.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { writeBinTable } from '../../../shared/core/fits/write-table.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { openBytes, openPath } from './disk-source.ts';

const image = writeFits([
  writeImage(
    Float32Array.from({ length: 3000 }, (_, i) => i),
    [60, 50],
  ),
]);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `bytes` with one card of its text replaced by another one. */
function withCard(bytes: Uint8Array, keyword: string, value: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.indexOf(`${keyword.padEnd(8)}=`);
  expect(at % 80).toBe(0);
  const copy = Buffer.from(bytes);
  copy.write(`${keyword.padEnd(8)}= ${value.padStart(20)}`.padEnd(80), at, 'latin1');
  return new Uint8Array(copy);
}

describe('what is no FITS file is named', () => {
  test.each([
    ['an empty file', new Uint8Array(0), 'NotFits', /empty/],
    ['an HTML page', encode('<!DOCTYPE html><html>404</html>'), 'NotFits', /HTML/],
    ['an S3 error', encode('<?xml version="1.0"?><Error><Code>NoSuchKey'), 'NotFits', /XML/],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'NotFits', /PNG/],
    ['plain text', encode('hello, world'), 'NotFits', /plain text/],
    ['gzip of text', new Uint8Array(gzipSync('hello, world')), 'NotFits', /gzip.*plain text/],
    [
      'gzip of gzip',
      new Uint8Array(gzipSync(gzipSync(image))),
      'UnsupportedFits',
      /Inside.*gzip.*unpack/,
    ],
    ['bzip2', encode('BZh91AY&SY'), 'TruncatedFits', /bzip2.*early/],
    ['compress', Uint8Array.of(0x1f, 0x9d, 0x90), 'NotFits', /compress.*empty/],
    ['SIMPLE = F', withCard(image, 'SIMPLE', 'F'), 'UnsupportedFits', /SIMPLE/],
  ])('%s', async (_, bytes, name, message) => {
    const error = await openBytes(bytes)
      .then((file) => file.hdus())
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ name });
    expect((error as DataError).message).toMatch(message);
  });
});

describe('truncated files', () => {
  test('end inside the first header: refused', async () => {
    await expect(openBytes(image.slice(0, 1000))).rejects.toMatchObject({ name: 'TruncatedFits' });
  });
  test('end inside the data: listed with a warning, their pixels refused', async () => {
    const file = await openBytes(image.slice(0, 5000));
    const [hdu] = await file.hdus();
    expect(file.warnings).toHaveLength(1);
    await expect(readFloat32(hdu!)).rejects.toMatchObject({
      name: 'TruncatedFits',
      where: { hdu: 0 },
    });
    await expect(readImage(hdu!)).rejects.toMatchObject({ name: 'TruncatedFits' });
  });
  test('only the padding is missing: readable', async () => {
    const file = await openBytes(image.slice(0, 2880 + 12000));
    expect((await readFloat32(await file.hdu(0))).data[2999]).toBe(2999);
    expect(file.warnings).toEqual([]);
  });
  test('junk after the last HDU is a warning', async () => {
    const file = await openBytes(new Uint8Array([...image, ...new Uint8Array(5000).fill(65)]));
    expect(await file.hdus()).toHaveLength(1);
    expect(file.warnings[0]).toMatch(/ignored/);
  });
});

describe('sizes that cannot be', () => {
  test.each([
    ['NAXIS1', '-5'],
    ['NAXIS1', '99999999999999999999'],
    ['NAXIS1', '1.5'],
    ['NAXIS', '1000'],
    ['NAXIS', '-1'],
    ['BITPIX', '17'],
  ])('%s = %s is malformed', async (keyword, value) => {
    const opening = openBytes(withCard(image, keyword, value)).then((file) => file.hdus());
    await expect(opening).rejects.toMatchObject({ name: 'MalformedFits' });
  });
  test('NAXIS1 · NAXIS2 beyond 2^53', async () => {
    const bytes = withCard(
      withCard(image, 'NAXIS1', '9007199254740991'),
      'NAXIS2',
      '9007199254740991',
    );
    await expect(openBytes(bytes).then((file) => file.hdus())).rejects.toMatchObject({
      name: 'MalformedFits',
    });
  });
  test('a terabyte in a small file is truncated, not allocated', async () => {
    const file = await openBytes(withCard(image, 'NAXIS1', '5000000000'));
    let asked = 0;
    const into = (pixels: number): Float32Array => {
      asked = pixels;
      return new Float32Array(1);
    };
    await expect(readFloat32(await file.hdu(0), into)).rejects.toBeInstanceOf(DataError);
    expect(asked).toBe(0);
  });
  test('a terabyte inside gzip is refused in the same way', async () => {
    const file = await openBytes(new Uint8Array(gzipSync(withCard(image, 'NAXIS1', '5000000000'))));
    await expect(readFloat32(await file.hdu(0))).rejects.toMatchObject({
      name: expect.stringMatching(/TruncatedFits|TooLarge/),
    });
  });
  test('columns wider than the row, and THEAP outside the data', async () => {
    const table = writeFits([writeBinTable([{ name: 'a', data: Int32Array.of(1, 2, 3) }])]);
    const wide = await openBytes(withCard(table, 'TFORM1', "'9000J   '"));
    await expect(readTable(await wide.hdu(1))).rejects.toMatchObject({
      name: 'MalformedFits',
      where: { keyword: 'NAXIS1' },
    });
    const variable = await openBytes(withCard(table, 'TFORM1', "'0PJ     '"));
    expect((await readTable(await variable.hdu(1))).rows).toBe(3);
  });
});

test('there is no such HDU: the message names those there are', async () => {
  const file = await openBytes(image);
  await expect(file.hdu({ extname: 'SCI', extver: 2 })).rejects.toMatchObject({
    name: 'NoSuchHdu',
    where: { hdu: 'SCI,2' },
  });
});

describe.skipIf(!hasSharedData)(
  'the malformed files of ../shared/data (skipped when it is absent)',
  () => {
    test('Astro_UIT: header readable, junk reported', async () => {
      const file = await openPath(sharedData('awkward/Astro_UIT.fits'));
      expect((await file.hdus())[0]?.shape).toEqual([512, 512]);
      expect(file.warnings).toHaveLength(1);
    });
    test('BLANK as a float is NaN on integers', async () => {
      for (const name of ['Npix448', 'Npix8']) {
        const file = await openPath(sharedData(`awkward/${name}.fits`));
        const hdu = await file.hdu(0);
        expect(hdu.header.get('BLANK')).toBe(-32768);
        const { data } = await readFloat32(hdu);
        expect(data.every((value) => value !== -32768)).toBe(true);
      }
    });
    test('issue49test: a card without the blank after =', async () => {
      const file = await openPath(sharedData('awkward/issue49test.fits'));
      expect((await file.hdu(0)).header.get('FILTER')).toBe('0,0,0,0');
    });
    test('checksum_false: pixels readable, the check fails', async () => {
      const hdu = await (
        await openPath(sharedData('awkward/astropy_io_fits/checksum_false.fits'))
      ).hdu(0);
      expect((await readImage(hdu)).data.length).toBe(1200);
      expect(await verifyChecksum(hdu)).toEqual({ datasum: false, checksum: false });
    });
    test('allsky_rosat: cards with a blank keyword and = are comments', async () => {
      const hdu = await (await openPath(sharedData('awkward/allsky_rosat.fits'))).hdu(0);
      const blank = hdu.header.cards.filter(
        (card) => card.keyword === '' && card.comment.includes('='),
      );
      expect(blank.length).toBeGreaterThan(0);
      expect(blank.every((card) => card.value === undefined)).toBe(true);
    });
  },
);
