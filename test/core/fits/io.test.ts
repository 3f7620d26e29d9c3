import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { FIRST_READ, NEXT_READ, openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32, readRows } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { diskSource, watched } from './disk-source.ts';

/**
 * A primary without data and three images of 400 × 300 float32 (480,960 bytes each with padding).
 */
const pixels = Float32Array.from({ length: 120000 }, (_, i) => Math.sin(i));
const named = (extname: string, extver: number) =>
  writeImage(
    pixels,
    [400, 300],
    [
      { keyword: 'EXTNAME', value: extname },
      { keyword: 'EXTVER', value: extver },
    ],
  );
const mef = writeFits([
  writeImage(new Uint8Array(0), []),
  named('SCI', 1),
  named('ERR', 1),
  named('SCI', 2),
]);

describe('reads of an uncompressed file: [offset, length]', () => {
  test('opening: one read, which holds the header of the first image', async () => {
    const { source, reads } = watched(memorySource(mef));
    const file = await openFits(source);
    await file.hdu({ extname: 'sci' });
    expect(reads).toEqual([[0, FIRST_READ]]);
  });

  test('the bytes may be an ArrayBuffer, and a name alone is an EXTNAME', async () => {
    const buffer = Uint8Array.from(mef).buffer;
    const { index, extver } = await (await openFits(memorySource(buffer))).hdu('err');
    expect([index, extver]).toEqual([2, 1]);
  });

  test('every further HDU one small read; data are skipped', async () => {
    const { source, reads } = watched(memorySource(mef));
    const file = await openFits(source);
    expect((await file.hdus()).map((hdu) => hdu.extname)).toEqual(['', 'SCI', 'ERR', 'SCI']);
    const hduBytes = 2880 + 167 * 2880;
    expect(reads).toEqual([
      [0, FIRST_READ],
      [2880 + hduBytes, NEXT_READ],
      [2880 + 2 * hduBytes, NEXT_READ],
    ]);
    await file.hdus();
    expect(reads).toHaveLength(3);
  });

  test('pixels: exactly their bytes, straight into the place given', async () => {
    const { source, reads } = watched(memorySource(mef));
    const hdu = await (await openFits(source)).hdu(1);
    reads.length = 0;
    const memory = new WebAssembly.Memory({ initial: 16 });
    const image = await readFloat32(hdu, (count) => new Float32Array(memory.buffer, 4096, count));
    expect(reads).toEqual([[hdu.dataOffset, 480000]]);
    expect(image.data.buffer).toBe(memory.buffer);
    expect(image.data).toEqual(pixels);
    expect(new Uint8Array(memory.buffer, 0, 4096).every((byte) => byte === 0)).toBe(true);
  });

  test('of some rows ask for exactly their bytes', async () => {
    const { source, reads } = watched(memorySource(mef));
    const hdu = await (await openFits(source)).hdu(3);
    reads.length = 0;
    const rows = await readRows(hdu, 100, 7);
    expect(reads).toEqual([[hdu.dataOffset + 160000, 7 * 1600]]);
    expect(rows.data).toEqual(pixels.slice(40000, 42800));
  });
});

test('a header longer than the first read takes twice as much at a time, no byte twice', async () => {
  const cards = Array.from({ length: 2500 }, (_, i) => ({ keyword: `K${i}`, value: i }));
  const { source, reads } = watched(
    memorySource(writeFits([writeImage(pixels, [400, 300], cards)])),
  );
  const file = await openFits(source);
  expect((await file.hdu(0)).header.get('K2499')).toBe(2499);
  const fetched = reads.reduce((sum, [, length]) => sum + length, 0);
  expect(fetched).toBeLessThan(2 * 2500 * 80);
  expect(reads).toHaveLength(3); // 66,240 bytes, then up to twice and four times that
  for (const [i, [offset]] of reads.entries()) {
    const before = reads.slice(0, i).reduce((sum, [, length]) => sum + length, 0);
    expect(offset).toBe(before);
  }
});

test('gzip: headers of the first HDUs without unpacking the file, the source read once in order', async () => {
  const noise = Float32Array.from({ length: 1_500_000 }, (_, i) => Math.sin(i * i) * i);
  const packed = new Uint8Array(
    gzipSync(writeFits([writeImage(noise, [1500, 1000]), named('ERR', 1)]), { level: 1 }),
  );
  const { source, reads } = watched(memorySource(packed));
  const file = await openFits(source);
  await file.hdu(0);
  expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(packed.length / 2);
  expect((await readFloat32(await file.hdu(1))).data).toEqual(pixels);
  // Going back to the first HDU costs nothing: it is kept.
  const before = reads.length;
  expect((await readFloat32(await file.hdu(0))).data).toEqual(noise);
  expect(reads.length).toBe(before);
  expect(reads.map(([offset]) => offset)).toEqual(
    [...reads.map(([offset]) => offset)].sort((a, b) => a - b),
  );
});

describe.skipIf(!hasSharedData)(
  'tile-compressed images of ../shared/data (skipped when it is absent)',
  () => {
    test('the whole image is one read; rows are the table rows and a part of the heap', async () => {
      const { source, reads } = watched(diskSource(sharedData('atlas/image_1.fits')));
      const hdu = await (await openFits(source)).hdu(1);
      reads.length = 0;
      await readFloat32(hdu);
      expect(reads).toEqual([[hdu.dataOffset, hdu.dataBytes]]);
      reads.length = 0;
      await readRows(hdu, 900, 10);
      expect(reads).toHaveLength(2);
      // 10 of 1836 tiles of at most 1136 bytes
      expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(10 * (1136 + 24) + 1);
    });
  },
);
