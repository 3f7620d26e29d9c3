import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { readImage } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { openBytes } from './disk-source.ts';

/** What is used of fitsjs 0.6.6. */
interface FitsjsImage {
  blob: Blob;
  bitpix: number;
  bzero: number;
  bscale: number;
  _getFrame(buffer: ArrayBuffer, bitpix: number, bzero: number, bscale: number): ArrayLike<number>;
}
interface Fitsjs {
  getDataUnit(index: number): FitsjsImage;
}
type FitsjsConstructor = new (blob: Blob, callback: (this: Fitsjs) => void) => Fitsjs;

/** Where an error goes that fitsjs throws while it parses. */
let thrown: (error: unknown) => void = () => undefined;

/**
 * fitsjs expects a browser: it gets the little of one that parsing needs. Its decoding by worker is
 * bypassed.
 */
function loadFitsjs(): FitsjsConstructor {
  class FileReader {
    onloadend: (event: { target: { result: ArrayBuffer } }) => void = () => undefined;
    readAsArrayBuffer(blob: Blob): void {
      blob
        .arrayBuffer()
        .then((result) => this.onloadend({ target: { result } }))
        .catch((error: unknown) => thrown(error));
    }
  }
  const code = readFileSync(createRequire(import.meta.url).resolve('fitsjs'), 'utf8');
  const root: { astro: { FITS?: FitsjsConstructor } } = { astro: {} };
  new Function('astro', 'FileReader', code).call(root, root.astro, FileReader);
  return root.astro.FITS!;
}

const Fitsjs = loadFitsjs();

async function byFitsjs(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayLike<number>> {
  const blob = new Blob([bytes]);
  const file = await new Promise<Fitsjs>((resolve, reject) => {
    thrown = reject;
    const parsing = new Fitsjs(blob, () => resolve(parsing));
  });
  const image = file.getDataUnit(0);
  return image._getFrame(await image.blob.arrayBuffer(), image.bitpix, image.bzero, image.bscale);
}

const ours = async (bytes: Uint8Array): Promise<ArrayLike<number>> =>
  (await readImage(await (await openBytes(bytes)).hdu(0))).data as ArrayLike<number>;

describe('fitsjs as a second opinion where it is right', () => {
  test.each([
    [
      '8 bits',
      writeImage(
        Uint8Array.from({ length: 100 }, (_, i) => 2 * i),
        [10, 10],
      ),
    ],
    [
      '16 bits',
      writeImage(
        Int16Array.from({ length: 100 }, (_, i) => 300 * i - 9000),
        [10, 10],
      ),
    ],
    [
      '32 bits',
      writeImage(
        Int32Array.from({ length: 100 }, (_, i) => 3e7 * i - 1e9),
        [10, 10],
      ),
    ],
    [
      'float32',
      writeImage(
        Float32Array.from({ length: 100 }, (_, i) => Math.sin(i)),
        [10, 10],
      ),
    ],
  ])('%s', async (_, image) => {
    const bytes = writeFits([image]);
    expect(Array.from(await byFitsjs(bytes))).toEqual(Array.from(await ours(bytes)));
  });

  test.skipIf(!hasSharedData).each(['awkward/ngc1316.fits', 'hst/Hubble_M51_Green_lowerRes.FITS'])(
    '%s (skipped without ../shared/data)',
    async (name) => {
      const bytes = new Uint8Array(readFileSync(sharedData(name)));
      expect(Array.from(await byFitsjs(bytes))).toEqual(Array.from(await ours(bytes)));
    },
  );
});

describe('why the reader is not fitsjs', () => {
  test('it does not load in Node as it is', () => {
    expect(() => new Fitsjs('http://localhost/a.fits' as unknown as Blob, () => undefined)).toThrow(
      /XMLHttpRequest/,
    );
  });
  test('float64 comes out wrong', async () => {
    const bytes = writeFits([
      writeImage(
        Float64Array.from({ length: 100 }, (_, i) => i + 0.5),
        [10, 10],
      ),
    ]);
    const theirs = await byFitsjs(bytes);
    const right = await ours(bytes);
    expect(
      Array.from({ length: 100 }, (_, i) => theirs[i] === right[i]).filter(Boolean),
    ).toHaveLength(0);
  });
  test('unsigned 16-bit integers wrap around', async () => {
    const bytes = writeFits([
      writeImage(Int16Array.of(0, 100), [2, 1], [{ keyword: 'BZERO', value: 32768 }]),
    ]);
    expect(Array.from(await ours(bytes))).toEqual([32768, 32868]);
    expect(Array.from(await byFitsjs(bytes))).toEqual([-32768, -32668]);
  });
  test('64-bit integers throw', async () => {
    await expect(byFitsjs(writeFits([writeImage(BigInt64Array.of(1n), [1, 1])]))).rejects.toBe(
      'BITPIX value 64 is not permitted',
    );
  });
});
