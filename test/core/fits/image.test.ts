import { describe, expect, test } from 'vitest';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import type { StoredPixels } from '../../../shared/core/fits/pixels.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { openBytes } from './disk-source.ts';

async function imageOf(
  pixels: StoredPixels,
  keywords: Record<string, number>,
  shape = [pixels.length],
): Promise<Hdu> {
  const cards = Object.entries(keywords).map(([keyword, value]) => ({ keyword, value }));
  return (await openBytes(writeFits([writeImage(pixels, shape, cards)]))).hdu(0);
}

describe('scaling (FITS standard 4.0, section 4.4.2 and table 11)', () => {
  test('BLANK = 0 is a missing pixel', async () => {
    const hdu = await imageOf(Int16Array.of(0, 5), { BLANK: 0 });
    expect((await readImage(hdu)).data).toEqual(Float32Array.of(Number.NaN, 5));
    expect((await readFloat32(hdu)).data).toEqual(Float32Array.of(Number.NaN, 5));
  });
  test('BLANK is compared before scaling', async () => {
    const hdu = await imageOf(Int32Array.of(-99, 5), { BLANK: -99, BSCALE: 2, BZERO: 1 });
    expect((await readImage(hdu)).data).toEqual(Float64Array.of(Number.NaN, 11));
  });
  test('offset integers stay integers, their BLANK is told; as float32 it is NaN', async () => {
    const hdu = await imageOf(Int16Array.of(-32768, 0), { BZERO: 32768, BLANK: -32768 });
    expect(await readImage(hdu)).toMatchObject({ data: Uint16Array.of(0, 32768), blank: 0 });
    expect((await readFloat32(hdu)).data).toEqual(Float32Array.of(Number.NaN, 32768));
  });
  test('gives every offset integer', async () => {
    const read = async (pixels: StoredPixels, bzero: number) =>
      (await readImage(await imageOf(pixels, { BZERO: bzero }))).data;
    expect(await read(Uint8Array.of(0, 255), -128)).toEqual(Int8Array.of(-128, 127));
    expect(await read(Int32Array.of(-(2 ** 31), -1), 2 ** 31)).toEqual(
      Uint32Array.of(0, 2 ** 31 - 1),
    );
    expect(await read(BigInt64Array.of(-1n, 5n), 2 ** 63)).toEqual(
      BigUint64Array.of(2n ** 63n - 1n, 2n ** 63n + 5n),
    );
  });
  test('64-bit integers are not rounded', async () => {
    expect((await readImage(await imageOf(BigInt64Array.of(2n ** 62n + 1n), {}))).data).toEqual(
      BigInt64Array.of(2n ** 62n + 1n),
    );
  });
});

describe('shapes', () => {
  test('axes of length 1 are no cube; a cube is refused by name, but read whole', async () => {
    expect(
      await readFloat32(await imageOf(Uint8Array.of(1, 2, 3, 4), {}, [2, 2, 1, 1])),
    ).toMatchObject({
      width: 2,
      height: 2,
    });
    const cube = await imageOf(Uint8Array.of(1, 2, 3, 4), {}, [2, 1, 2]);
    await expect(readFloat32(cube)).rejects.toMatchObject({
      name: 'UnsupportedFits',
      where: { keyword: 'NAXIS3' },
    });
    expect(await readImage(cube)).toMatchObject({
      width: 2,
      height: 2,
      shape: [2, 1, 2],
      data: Uint8Array.of(1, 2, 3, 4),
    });
  });
  test('rows outside the image are the caller’s mistake', async () => {
    const hdu = await imageOf(Uint8Array.of(1, 2, 3, 4), {}, [2, 2]);
    expect((await readRows(hdu, 1, 1)).data).toEqual(Float32Array.of(3, 4));
    for (const [y0, rows] of [
      [0, 3],
      [-1, 1],
      [2, 1],
      [0, 0],
      [0.5, 1],
    ] as const) {
      await expect(readRows(hdu, y0, rows)).rejects.toThrow(RangeError);
    }
  });
});
