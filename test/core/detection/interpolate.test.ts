import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { interpolateBad } from '../../../shared/core/detection/interpolate.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { asUnsigned } from '../../../shared/core/fits/unsigned.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';

/**
 * The image after interpolation: each letter a pixel, a dot a bad one; what stays bad stays a dot.
 */
function interpolated(rows: string[], lags: { x: number; y: number }): string[] {
  const width = rows[0]!.length;
  const pixels = [...rows.join('')];
  const mask = pixels.map((pixel) => (pixel === '.' ? 1 : 0));
  interpolateBad(mask, width, lags, (at, source) => {
    pixels[at] = pixels[source]!;
  });
  return rows.map((_, y) => pixels.slice(y * width, (y + 1) * width).join(''));
}

describe('a bad pixel', () => {
  it('takes the last good pixel to its left, as far as the lag along x reaches', () => {
    expect(interpolated(['ab...c..'], { x: 2, y: 9 })).toEqual(['abbb.ccc']);
  });

  it('else the pixel below, whatever that holds now, as often as the lag along y allows', () => {
    const rows = ['abc', '...', '...', '...'];
    expect(interpolated(rows, { x: 1, y: 2 })).toEqual(['abc', 'abc', 'abc', '...']);
    expect(interpolated(['ab', 'a.', '..', '..'], { x: 1, y: 1 })).toEqual([
      'ab',
      'aa',
      'aa',
      '..',
    ]);
  });

  it('stays bad where nothing good came before it', () => {
    expect(interpolated(['..a', '...'], { x: 1, y: 5 })).toEqual(['..a', '..a']);
  });
});

describe('integers that should be unsigned', () => {
  const read = async (bzero: number | undefined) => {
    const cards = bzero === undefined ? [] : [{ keyword: 'BZERO', value: bzero }];
    const file = await openFits(
      memorySource(writeFits([writeImage(Int16Array.of(1, -1, -32768), [3, 1], cards)])),
    );
    const pixels = Float32Array.of(1, -1, -32768).map((value) => value + (bzero ?? 0));
    asUnsigned(await file.hdu(0), pixels);
    return [...pixels];
  };

  it('are taken so from their bits', async () => {
    expect(await read(undefined)).toEqual([1, 65535, 32768]);
    expect(await read(100)).toEqual([101, 65635, 32868]);
  });

  it('stay as they are where BZERO says already that they are', async () => {
    expect(await read(32768)).toEqual([32769, 32767, 0]);
  });
});
