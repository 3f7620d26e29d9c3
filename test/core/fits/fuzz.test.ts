import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../../shared/core/errors.ts';
import { verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import { memorySource } from '../../../shared/core/fits/memory-source.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { writeBinTable } from '../../../shared/core/fits/write-table.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { diskSource } from './disk-source.ts';

/** xorshift32: the same damage on every run */
function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Digits, signs and letters turned to others of their kind: what a header parser believes. */
const HOSTILE = "0123456789-+.EDTF '&/";

function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = bytes.slice();
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(copy.length);
    if (random(2) === 0) copy[at] = copy[at]! ^ (1 << random(8));
    else {
      // into the value of a card of one of the headers
      const card = random(Math.min(copy.length, 8640));
      copy[card - (card % 80) + 10 + random(22)] = HOSTILE.charCodeAt(random(HOSTILE.length));
    }
  }
  return random(5) === 0 ? copy.slice(0, random(copy.length)) : copy;
}

/** Reads all there is; answers how much was given out. Everything but a DataError is a failure. */
async function readAll(bytes: Uint8Array): Promise<number> {
  let elements = 0;
  const attempt = async (work: () => Promise<{ length: number }>): Promise<void> => {
    try {
      elements += (await work()).length;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  };
  await attempt(async () => {
    const file = await openFits(memorySource(bytes));
    // Also those before a header that is beyond reading.
    for (let index = 0; index < 20; index++) {
      const hdu = await file.hdu(index);
      await attempt(async () => (await readImage(hdu)).data);
      await attempt(async () => (await readFloat32(hdu)).data);
      await attempt(async () =>
        hdu.shape.length === 2 && (hdu.shape[1] ?? 0) > 2 ? (await readRows(hdu, 1, 1)).data : [],
      );
      await attempt(async () => (await readTable(hdu)).columns);
      await attempt(async () => [await verifyChecksum(hdu)]);
    }
    return [];
  });
  return elements;
}

const written = writeFits([
  writeImage(
    Int16Array.from({ length: 600 }, (_, i) => i),
    [30, 20],
    [{ keyword: 'BZERO', value: 32768 }],
  ),
  writeImage(
    Float64Array.from({ length: 60 }, (_, i) => i),
    [3, 20],
  ),
  writeBinTable([
    { name: 'a', data: Float32Array.from({ length: 50 }, (_, i) => i) },
    { name: 'b', data: Array.from({ length: 50 }, (_, i) => `row ${i}`) },
  ]),
]);

async function fuzz(bytes: Uint8Array, runs: number, seed: number): Promise<void> {
  const random = randoms(seed);
  for (let run = 0; run < runs; run++) {
    const input = damaged(bytes, random);
    const started = performance.now();
    const before = process.memoryUsage().arrayBuffers;
    const elements = await readAll(input).catch((error: unknown) => {
      throw new Error(`run ${run}`, { cause: error });
    });
    // No hang: even a slow machine reads such a file in milliseconds. No bomb: a damaged size gives no more than HCOMPRESS and PLIO tiles
    // may honestly unpack to (2^14 pixels for a byte), and mostly nothing.
    expect(performance.now() - started, `run ${run}`).toBeLessThan(10_000);
    expect(process.memoryUsage().arrayBuffers - before, `run ${run}`).toBeLessThan(1 << 30);
    expect(elements).toBeLessThan(2 ** 30);
  }
}

describe('damaged files give a DataError or a normal answer', () => {
  test('plain images and tables', () => fuzz(written, 2000, 1));
  test('gzip files', () => fuzz(new Uint8Array(gzipSync(written)), 300, 2));
});

describe.skipIf(!hasSharedData)('damaged files of ../shared/data (skipped when it is absent)', () => {
  test.each([
    'awkward/test_rice_dither2_seed42.fits.fz',
    'awkward/test_gzip_compressed_image.fits.fz',
    'awkward/generated/mask_plio.fits.fz',
    'awkward/generated/i32_hcomp_s2.5.fits.fz',
    'awkward/astropy_io_fits/variable_length_table.fits',
    'awkward/astropy_io_fits/ascii.fits',
    'awkward/astropy_io_fits/group.fits',
    'awkward/astropy_io_fits/tdim.fits',
  ])('%s', { timeout: 120_000 }, async (name) => {
    const source = diskSource(sharedData(name));
    await fuzz(await source.read(0, source.size), 300, 3);
  });
});
