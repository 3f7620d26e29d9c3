import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { GunzipSource } from '../../../shared/core/fits/gunzip-source.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { openBytes } from './disk-source.ts';

const pixels = Float32Array.from({ length: 40000 }, (_, i) => Math.cos(i));
const packed = new Uint8Array(gzipSync(writeFits([writeImage(pixels, [200, 200])])));

const three = new Uint8Array(
  gzipSync(
    writeFits(
      [0, 1, 2].map((hdu) =>
        writeImage(
          pixels.map((one) => one + hdu),
          [200, 200],
        ),
      ),
    ),
  ),
);

test('a gzip file cut anywhere has the HDUs before the cut, a warning, and TruncatedFits for the rest', async () => {
  for (const [length, whole] of [
    ...[1, 8, 9].map((lost) => [three.length - lost, 3] as const),
    [Math.round(three.length * 0.9), 2],
    [Math.round(three.length * 0.6), 1],
    [Math.round(three.length * 0.2), 0],
  ] as const) {
    const file = await openBytes(three.slice(0, length));
    const hdus = await file.hdus();
    expect(file.warnings, `${length}`).toEqual([
      expect.stringContaining('The gzip file ends early'),
    ]);
    expect(hdus.length, `${length}`).toBe(Math.min(3, whole + 1));
    for (const [i, hdu] of hdus.entries()) {
      const reading = readFloat32(hdu);
      if (i < whole) expect((await reading).data).toEqual(pixels.map((one) => one + i));
      else await expect(reading, `${length}`).rejects.toMatchObject({ name: 'TruncatedFits' });
    }
  }
});

test('where a cut gzip file ends does not depend on what was read before, or how its bytes come', async () => {
  const noise = Float32Array.from({ length: 1 << 20 }, (_, i) => Math.cos(i) * i);
  const large = new Uint8Array(gzipSync(writeFits([writeImage(noise, [1 << 10, 1 << 10])])));
  const cut = large.slice(0, large.length >> 1);
  const source = memorySource(cut);
  const sizes = new Set<number>();
  for (const most of [1 << 30, 70_001]) {
    const file = await openFits({
      ...source,
      read: (offset, length, into) => source.read(offset, Math.min(length, most), into),
    });
    await file.hdus();
    sizes.add(file.source.size);
  }
  const whole = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
  expect([...sizes]).toEqual([whole.length]);
});

test('a wrong CRC is found even when nothing behind the pixels is asked for', async () => {
  const damaged = packed.slice();
  damaged[damaged.length - 6]! ^= 1;
  const reading = openBytes(damaged).then(async (file) => readFloat32(await file.hdu(0)));
  await expect(reading).rejects.toMatchObject({ name: 'MalformedFits' });
});

test('an error of the source comes out as it is', async () => {
  const broken = new Error('no network');
  const source = memorySource(packed);
  const opening = openFits({
    ...source,
    read: (offset, length) =>
      offset > 0 ? Promise.reject(broken) : source.read(0, Math.min(length, 1000)),
  });
  await expect(opening).rejects.toBe(broken);
});

test('a bomb unpacks no further than its header declares', async () => {
  const image = writeFits([writeImage(pixels, [200, 200])]);
  const bomb = new Uint8Array(gzipSync(Buffer.concat([image, Buffer.alloc(100 << 20)])));
  const file = await openBytes(bomb);
  expect((await readFloat32(await file.hdu(0))).data).toEqual(pixels);
  const before = process.memoryUsage().arrayBuffers;
  expect(await file.hdus()).toHaveLength(1);
  // Only the window where a second HDU might begin is unpacked, not the 100 MB that follow.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
});

test('a large image of almost one value is refused before it is unpacked; a blank border is not', () => {
  const packed = new Uint8Array(1_000_000);
  const source = new GunzipSource(memorySource(packed), packed.subarray(0, 100));
  const tooLarge = expect.objectContaining({ name: 'TooLarge' });
  expect(() => source.needLikely(1_000_000_000)).toThrow(tooLarge);
  // small enough to be held; real pixels; more than deflate can do, which is a file that is cut off
  for (const [bytes, size] of [
    [500_000_000, 1_000_000],
    [4 * 18_000 ** 2, 4_000_000],
    [2_000_000_000, 1_000_000],
  ] as const) {
    const likely = new GunzipSource(memorySource(new Uint8Array(size)), packed);
    expect(() => likely.needLikely(bytes)).not.toThrow();
  }
});
