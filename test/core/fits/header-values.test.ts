import { describe, expect, test } from 'vitest';
import type { FitsFile } from '../../../shared/core/fits/file.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import { limits } from '../../../shared/core/fits/limits.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { openBytes, openPath } from './disk-source.ts';

const image = ['SIMPLE  = T', 'BITPIX  = 16', 'NAXIS   = 2', 'NAXIS1  = 2', 'NAXIS2  = 1'];

/** A header of cards as they stand, and a block of data that begins with 16-bit integers. */
function bytesOf(
  cards: readonly string[],
  end = 'END',
  integers: readonly number[] = [2, 100],
): Uint8Array {
  const header = [...cards, end].map((card) => card.padEnd(80)).join('');
  const bytes = Buffer.alloc(Math.ceil(header.length / 2880) * 2880 + 2880, ' ');
  bytes.write(header, 'latin1');
  for (const [i, integer] of integers.entries())
    bytes.writeInt16BE(integer, bytes.length - 2880 + 2 * i);
  return new Uint8Array(bytes);
}

const pixelsOf = async (...cards: string[]) =>
  Array.from(
    (await readFloat32(await (await openBytes(bytesOf([...image, ...cards]))).hdu(0))).data,
  );

const median = async (file: FitsFile, hdu = 0) => {
  const { data } = await readFloat32(await file.hdu(hdu));
  return data.filter((value) => !Number.isNaN(value)).sort()[data.length >> 1]!;
};

describe('a keyword that the pixels depend on is used or refused, however it is written', () => {
  test.each([
    [["BSCALE  = '0.5     '"], [1, 50]],
    [
      ["BSCALE  = '5.D-1'", "BZERO   = ' 10 '"],
      [11, 60],
    ],
    [
      ['BSCALE  = 5.0d-1', 'BZERO   = 1E1'],
      [11, 60],
    ],
    [["BZERO   = '32768'"], [32770, 32868]],
    [
      ['BSCALE  =', "BZERO   = ''"],
      [2, 100],
    ],
    [["BLANK   = '100'"], [2, Number.NaN]],
    [['BLANK   = 1.0E2'], [2, Number.NaN]],
    [["BSCALE  = '0.5\0\0\0\0'"], [1, 50]],
  ])('%j is used', async (cards, pixels) => {
    expect(await pixelsOf(...cards)).toEqual(pixels);
  });

  test.each([
    ['BSCALE', '0,05'],
    ['BSCALE', "'one'"],
    ['BSCALE', '0'],
    ['BSCALE', 'T'],
    ['BZERO', 'NaN'],
    ['BZERO', '1.0 E3'],
    ['BLANK', "'none'"],
    ['BLANK', '1.5'],
  ])('%s = %s is refused by name', async (keyword, value) => {
    await expect(pixelsOf(`${keyword.padEnd(8)}= ${value}`)).rejects.toMatchObject({
      name: 'MalformedFits',
      where: { hdu: 0, keyword },
    });
  });

  test('sizes and types in quotes, T in quotes', async () => {
    const cards = [
      "SIMPLE  = 'T'",
      "BITPIX  = '16'",
      "NAXIS   = '2'",
      "NAXIS1  = '2'",
      'NAXIS2  = 1',
    ];
    const hdu = await (await openBytes(bytesOf(cards))).hdu(0);
    expect(Array.from((await readImage(hdu)).data as Int16Array)).toEqual([2, 100]);
  });

  test('an EXTVER that is none is 1, and it is said', async () => {
    const file = await openBytes(bytesOf([...image, 'EXTVER  = 1.5']));
    expect((await file.hdu(0)).extver).toBe(1);
    expect(file.warnings.join()).toContain('EXTVER');
  });

  test('a size that stands twice with two values is the first, and it is said', async () => {
    const file = await openBytes(bytesOf([...image, 'NAXIS1  = 100000', 'NAXIS2  = 1']));
    expect((await file.hdu(0)).shape).toEqual([2, 1]);
    expect(file.warnings).toEqual([
      'NAXIS1 stands twice in HDU 0, with two values: the first is taken.',
    ]);
  });
});

describe('asinh pixels', () => {
  // numpy: 7 + 2 * 150 * sinh(v / 1.0857362) for 2 and 100 times 0.05
  test('become fluxes, and it is said', async () => {
    const cards = ['BSOFTEN = 150.0', 'BOFFSET = 7.0', 'BSCALE  = 0.05'];
    const file = await openBytes(bytesOf([...image, ...cards]));
    const { data } = await readFloat32(await file.hdu(0));
    expect(data[0]).toBeCloseTo(34.6701, 3);
    expect(data[1]).toBeCloseTo(15005.5, 2);
    expect(file.warnings.join()).toContain('asinh');
    expect(Array.from((await readImage(await file.hdu(0))).data as Float32Array)).toEqual(
      Array.from(data),
    );
  });

  test.each([['BSOFTEN = 150.0'], ['BOFFSET = 0.0'], ["BSOFTEN = '150,0'"]])(
    '%s alone is refused',
    async (card) => {
      await expect(pixelsOf(card)).rejects.toMatchObject({ name: 'MalformedFits' });
    },
  );
});

describe('the end of a header', () => {
  test.each(['END\0', `END${'\0'.repeat(77)}`, 'END \t\r\n'])(
    'is %j, as some write it',
    async (end) => {
      expect(await (await openBytes(bytesOf(image, end))).hdus()).toHaveLength(1);
    },
  );

  test('is not END     = 5', async () => {
    const file = await openBytes(bytesOf([...image, 'END     = 5', 'BSCALE  = 2.0']));
    expect(Array.from((await readFloat32(await file.hdu(0))).data)).toEqual([4, 200]);
    await expect(
      openBytes(bytesOf(image, 'END     = 5')).then((open) => open.hdus()),
    ).rejects.toMatchObject({
      name: 'TruncatedFits',
    });
  });
});

describe('no more header than a real file has', () => {
  test('CONTINUE cards are joined in linear time', async () => {
    const cards = Array.from(
      { length: 90_000 },
      () => "CONTINUE  'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx&'",
    );
    const hdu = await (await openBytes(bytesOf([...image, "BUNIT   = 'x&'", ...cards]))).hdu(0);
    expect(hdu.header.string('BUNIT')).toHaveLength(1 + 32 * cards.length);
    expect(hdu.header.cards).toHaveLength(image.length + 1);
  });

  test('a header of too many cards is refused', async () => {
    const bytes = bytesOf([...image, ...new Array<string>(2 * limits.cards).fill('HISTORY')]).slice(
      0,
      -2880,
    );
    await expect(openBytes(bytes).then((file) => file.hdus())).rejects.toMatchObject({
      name: 'MalformedFits',
      message: expect.stringContaining(String(limits.cards)),
    });
  });

  test('a file of too many HDUs is refused', async () => {
    const primary = Buffer.from(bytesOf(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0'])).subarray(
      0,
      2880,
    );
    const one = bytesOf(["XTENSION= 'IMAGE   '", 'BITPIX  = 8', 'NAXIS   = 0']).subarray(0, 2880);
    const file = (extensions: number) =>
      openBytes(
        new Uint8Array(Buffer.concat([primary, ...new Array<Uint8Array>(extensions).fill(one)])),
      );
    expect(await (await file(limits.hdus - 1)).hdus()).toHaveLength(limits.hdus);
    await expect((await file(limits.hdus)).hdus()).rejects.toMatchObject({ name: 'MalformedFits' });
  });
});

/** A table of tiles written by hand: 4 rows whose one descriptor names the same 16 bytes. */
function sharedTiles(columns: readonly string[], rowBytes: number): Uint8Array {
  const primary = Buffer.from(bytesOf(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0'])).subarray(
    0,
    2880,
  );
  const table = Buffer.from(
    bytesOf([
      "XTENSION= 'BINTABLE'",
      ...[
        'BITPIX  = 8',
        'NAXIS   = 2',
        `NAXIS1  = ${rowBytes}`,
        'NAXIS2  = 4',
        'PCOUNT  = 64',
        'GCOUNT  = 1',
      ],
      ...[
        "ZIMAGE  = 'T'",
        'ZBITPIX = -32',
        'ZNAXIS  = 2',
        'ZNAXIS1 = 4',
        'ZNAXIS2 = 4',
        "ZCMPTYPE= 'RICE_1'",
      ],
      ...columns,
    ]),
  );
  for (let row = 0; row < 4; row++) {
    table.writeInt32BE(16, 2880 + row * rowBytes);
    table.writeInt32BE(columns.includes('ZZERO   = 0') ? 16 * row : 0, 2880 + row * rowBytes + 4);
  }
  return new Uint8Array(Buffer.concat([primary, table]));
}

describe('tiles', () => {
  test('may share their bytes', async () => {
    const columns = [
      'TFIELDS = 1',
      "TTYPE1  = 'COMPRESSED_DATA'",
      "TFORM1  = '1PB'",
      'ZSCALE  = 2.0',
    ];
    const { data } = await readFloat32(await (await openBytes(sharedTiles(columns, 8))).hdu(1));
    expect(data).toHaveLength(16);
    expect(data.subarray(4)).toEqual(
      Float32Array.of(...data.subarray(0, 4), ...data.subarray(0, 8)),
    );
  });

  test('whose scale has no place in its row are refused by the name of the column', async () => {
    const columns = ['TFIELDS = 2', "TTYPE1  = 'COMPRESSED_DATA'", "TFORM1  = '1PB'"];
    const scale = ["TTYPE2  = 'ZSCALE'", "TFORM2  = '0D'", 'ZZERO   = 0'];
    const hdu = await (await openBytes(sharedTiles([...columns, ...scale], 8))).hdu(1);
    await expect(readFloat32(hdu)).rejects.toMatchObject({
      message: expect.stringContaining('ZSCALE'),
    });
  });

  test('a table column whose scale is no number is refused', async () => {
    const columns = ['TFIELDS = 1', "TTYPE1  = 'X'", "TFORM1  = '2J'", "TSCAL1  = '1,5'"];
    const hdu = await (await openBytes(sharedTiles(columns, 8))).hdu(1);
    await expect(readTable(hdu)).rejects.toMatchObject({ where: { keyword: 'TSCAL1' } });
  });
});

describe.skipIf(!hasSharedCases)('cases of the field (skipped without ../shared/cases)', () => {
  test('BSCALE in quotes gives the pixels of BSCALE without', async () => {
    const [text, number] = await Promise.all(
      ['str', 'num'].map(async (kind) => {
        const file = await openPath(sharedCase(`bscale-string/o_bscale_${kind}.fits`));
        return readFloat32(await file.hdu(0));
      }),
    );
    expect(text!.data).toEqual(number!.data);
    // Source Extractor's background
    expect(await median(await openPath(sharedCase('bscale-string/o_bscale_str.fits')))).toBeCloseTo(
      99.97,
      0,
    );
  });

  test.each(['o_imagemagick', 'o_imagemagick2'])(
    '%s is read, with NUL behind END',
    async (name) => {
      const file = await openPath(sharedCase(`nul-after-end/${name}.fits`));
      expect((await file.hdu(0)).shape).toEqual([300, 200]);
      expect(await median(file)).toBeCloseTo(100.03, 2);
    },
  );

  test('Pan-STARRS: the brightest pixels are fluxes', async () => {
    const file = await openPath(
      sharedCase('ps1-asinh/rings.v3.skycell.2069.026.stk.r.unconv.fits.fz'),
    );
    const { data } = await readFloat32(await file.hdu(1));
    const known = data.filter((value) => !Number.isNaN(value)).sort();
    // astropy's values through numpy's sinh; as they stand in the file they do not exceed 5
    expect(known.at(-1)! / 11803.151).toBeCloseTo(1, 6);
    expect(known[known.length >> 1]).toBeCloseTo(0.2577, 2);
    expect(file.warnings.join()).toContain('asinh');
  });

  test('three megabytes of CONTINUE are read at once', async () => {
    const file = await openPath(sharedCase('attack/continue3m.fits.gz'));
    expect((await file.hdu(0)).shape).toEqual([4, 4]);
  });

  test('rows of 60,000 × 60,000 pixels whose tiles share 11 streams', async () => {
    const hdu = await (await openPath(sharedCase('mosaics/cutout-huge/huge.fits.fz'))).hdu(1);
    // where CRPIX says that the case's cut-out begins
    const [x0, y0] = [58_872, 58_372];
    const { data } = await readRows(hdu, y0, 256);
    const rows = Array.from({ length: 256 }, (_, y) =>
      data.subarray(60_000 * y + x0).subarray(0, 256),
    );
    expect([rows[0]![0], rows[0]![255]]).toEqual([9206, 3005]);
    expect(rows.flatMap((row) => Array.from(row)).reduce((sum, value) => sum + value)).toBe(
      402_886_048,
    );
  });

  test('gzip_bomb is refused before it is unpacked', async () => {
    const hdu = await (await openPath(sharedCase('attack/gzip_bomb.fits'))).hdu(1);
    let asked = 0;
    const into = (pixels: number) => {
      asked = pixels;
      return new Float32Array(pixels);
    };
    await expect(readFloat32(hdu, into)).rejects.toMatchObject({ name: 'TooLarge' });
    expect(asked).toBe(0);
  });

  test('zscale0d: a column without room for its number is refused', async () => {
    const hdu = await (await openPath(sharedCase('attack/zscale0d.fits'))).hdu(1);
    await expect(readFloat32(hdu)).rejects.toMatchObject({ name: 'MalformedFits' });
  });
});
