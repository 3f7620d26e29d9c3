import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeChecksum, sum32, verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import { readImage } from '../../../shared/core/fits/image.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { type CardToWrite, writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { type ColumnToWrite, writeBinTable } from '../../../shared/core/fits/write-table.ts';
import { hasAstropy, PYTHON } from './astropy-there.ts';
import { hashNumbers } from './canonical.ts';
import { openBytes } from './disk-source.ts';

const long = `${"a long story, it's told in more than one card; ".repeat(5)}end`;
const cards: CardToWrite[] = [
  { keyword: 'EXTNAME', value: 'CATALOGUE', comment: 'what it is' },
  { keyword: 'STORY', value: long, comment: 'told' },
  { keyword: 'EXPTIME', value: 1234.5 },
  { keyword: 'TINY', value: -1e-300 },
  { keyword: 'ESO DET CHIP1 NAME', value: 'left' },
  { keyword: 'HISTORY', value: undefined, comment: 'made by a test' },
];
const columns: ColumnToWrite[] = [
  {
    name: 'ra',
    data: Float64Array.of(10.5, Number.NaN, -0),
    unit: 'deg',
    ucd: 'pos.eq.ra;meta.main',
    comment: 'right ascension, ICRS',
    display: 'F12.7',
  },
  { name: 'flux', data: Float32Array.of(1.5, Number.POSITIVE_INFINITY, Number.NaN) },
  { name: 'flags', data: Int16Array.of(1, -32768, 3), nullValue: -32768 },
  { name: 'npix', data: Int32Array.of(1, -2, 2147483647) },
  { name: 'id', data: BigInt64Array.of(1n, -(2n ** 62n), 2n ** 63n - 1n) },
  { name: 'byte', data: Uint8Array.of(0, 128, 255) },
  { name: 'hdu', data: ['SCI,1', 'é', ''] },
  { name: 'good', data: [true, false, undefined] },
];
const images = {
  u8: writeImage(Uint8Array.of(0, 1, 255, 7), [2, 2]),
  i16: writeImage(
    Int16Array.of(0, -1, 32767, -32768),
    [2, 2],
    [{ keyword: 'BZERO', value: 32768 }],
  ),
  i32: writeImage(Int32Array.of(0, -1, 2 ** 31 - 1, -(2 ** 31)), [4]),
  i64: writeImage(BigInt64Array.of(0n, -1n, 2n ** 63n - 1n), [3, 1]),
  f32: writeImage(Float32Array.of(1, Number.NaN, -0, 1e-40), [1, 2, 2]),
  f64: writeImage(Float64Array.of(1, Number.NaN, Math.PI), [3, 1]),
};
const file = writeFits([
  ...Object.values(images),
  writeBinTable(columns, cards),
  writeBinTable([]),
]);

test('every HDU fills blocks and passes its own checksums', async () => {
  expect(file.length % 2880).toBe(0);
  const hdus = await (await openBytes(file)).hdus();
  expect(hdus).toHaveLength(8);
  for (const hdu of hdus)
    expect(await verifyChecksum(hdu)).toEqual({ datasum: true, checksum: true });
});

test('one changed bit anywhere fails a checksum', async () => {
  for (const at of [60, 2880, 9000]) {
    const damaged = file.slice();
    damaged[at]! ^= 4;
    const hdus = await (await openBytes(damaged)).hdus();
    const verdicts = await Promise.all(hdus.map(verifyChecksum));
    expect(
      verdicts.some(({ checksum }) => checksum === false),
      `${at}`,
    ).toBe(true);
  }
});

test('the checksum of the standard (appendix J): the encoding sums to all ones and has no punctuation', () => {
  expect(encodeChecksum(868229149)).toBe('hcHjjc9ghcEghc9g');
  for (const sum of [0, 1, 0xffffffff, 0x80000000, 123456789, 0x3a3b3c3d]) {
    expect(encodeChecksum(sum)).toMatch(/^[0-9A-Za-z]{16}$/);
  }
  // Sums beyond 2^53 before the carry comes round.
  expect(sum32(new Uint8Array(64 << 20).fill(255))).toBe(0xffffffff);
});

test('columns come back with their values, units and descriptors', async () => {
  const hdu = await (await openBytes(file)).hdu({ extname: 'CATALOGUE' });
  expect(hdu.header.get('STORY')).toBe(long);
  const table = await readTable(hdu);
  for (const [index, column] of columns.entries()) {
    const read = table.columns[index]!;
    if (column.name !== 'hdu') expect(read.data).toEqual(column.data);
    else expect(read.data).toEqual(['SCI,1', '?', '']);
    expect(read).toMatchObject({ name: column.name, repeat: column.name === 'hdu' ? 5 : 1 });
  }
  expect(table.columns[0]).toMatchObject({
    unit: 'deg',
    ucd: 'pos.eq.ra;meta.main',
    comment: 'right ascension, ICRS',
    display: 'F12.7',
  });
  expect(table.columns[2]).toMatchObject({ nullValue: -32768 });
  expect((await readTable(hdu, ['npix'])).columns.map((column) => column.name)).toEqual(['npix']);
});

describe.skipIf(!hasAstropy)(
  'astropy reads what is written (skipped without /usr/bin/python3 and astropy)',
  () => {
    test('with its values, header and checksums', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fits-'));
      try {
        const path = join(folder, 'written.fits');
        writeFileSync(path, file);
        const script = new URL('../../truth/fits/check_written.py', import.meta.url).pathname;
        const seen = JSON.parse(execFileSync(PYTHON, [script, path], { encoding: 'utf8' })) as {
          warnings: string[];
          images: string[];
          cards: Record<string, unknown>;
          columns: Record<string, unknown>;
          ra: { unit: string; disp: string };
        };
        expect(seen.warnings).toEqual([]);
        const hdus = await (await openBytes(file)).hdus();
        const ours = await Promise.all(
          hdus.slice(0, 6).map(async (hdu) => hashNumbers((await readImage(hdu)).data)),
        );
        expect(seen.images).toEqual(ours);
        expect(seen.cards).toEqual({
          STORY: long,
          EXPTIME: 1234.5,
          TINY: -1e-300,
          'ESO DET CHIP1 NAME': 'left',
        });
        expect(seen.ra).toEqual({ unit: 'deg', disp: 'F12.7' });
        expect(seen.columns).toEqual({
          ra: [10.5, 'nan', -0],
          flux: [1.5, 'inf', 'nan'],
          flags: [1, -32768, 3],
          npix: [1, -2, 2147483647],
          id: ['1', '-4611686018427387904', '9223372036854775807'],
          byte: [0, 128, 255],
          hdu: ['SCI,1', '?', ''],
          good: [true, false, false],
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
