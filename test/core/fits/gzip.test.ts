import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { openBytes } from './disk-source.ts';

const pixels = Float32Array.from({ length: 40000 }, (_, i) => Math.cos(i));
const packed = new Uint8Array(gzipSync(writeFits([writeImage(pixels, [200, 200])])));

test('a gzip file cut anywhere behind the header is TruncatedFits', async () => {
  for (const length of [
    packed.length - 1,
    packed.length - 8,
    packed.length - 9,
    packed.length >> 1,
  ]) {
    const reading = openBytes(packed.slice(0, length)).then(async (file) =>
      readFloat32(await file.hdu(0)),
    );
    await expect(reading, `${length}`).rejects.toMatchObject({ name: 'TruncatedFits' });
  }
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
