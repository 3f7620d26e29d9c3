import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../shared/core/fits/codecs/crc32.ts';
import { gunzip } from '../../../shared/core/fits/codecs/gzip.ts';
import { allCodecs } from '../../../shared/core/fits/codecs/registry.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import { hasAstropy, PYTHON } from './astropy-there.ts';
import { asFloat64, hashNumbers } from './canonical.ts';
import { openPath } from './disk-source.ts';

describe.skipIf(!hasAstropy)(
  'tiles as cfitsio decodes them (skipped without /usr/bin/python3 and astropy)',
  () => {
    test('are read in every kind that the script makes', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fits-'));
      try {
        execFileSync(PYTHON, [
          new URL('../../truth/fits/codecs.py', import.meta.url).pathname,
          folder,
        ]);
        const names = readdirSync(folder).filter((name) => name.endsWith('.raw'));
        expect(names.length).toBeGreaterThanOrEqual(17);
        for (const name of names.map((raw) => raw.slice(0, -4))) {
          const hdu = await (await openPath(join(folder, `${name}.fits.fz`))).hdu(1);
          const { data } = await readImage(hdu);
          const raw = readFileSync(join(folder, `${name}.raw`));
          const wanted = new (data.constructor as Float32ArrayConstructor)(
            new Uint8Array(raw).buffer,
          );
          expect(hashNumbers(data), name).toBe(hashNumbers(wanted));
          if (hdu.shape.length > 2) continue;
          const plane = await readFloat32(hdu);
          expect(hashNumbers(plane.data), name).toBe(
            hashNumbers(Float32Array.from(asFloat64(wanted))),
          );
          const rows = await readRows(hdu, 3, 11);
          expect(rows.data, name).toEqual(plane.data.slice(3 * plane.width, 14 * plane.width));
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);

describe('gzip tiles', () => {
  const bytes = Uint8Array.from({ length: 5003 }, (_, i) => (i * i) >> 3);

  test('have the CRC-32 of zlib, whatever their length', () => {
    for (const length of [0, 1, 3, 4, 5, 5003])
      expect(crc32(bytes.subarray(0, length))).toBe(zlibCrc32(bytes.subarray(0, length)));
  });
  test('unpacks, and refuses what is longer, cut or changed', () => {
    const packed = new Uint8Array(gzipSync(bytes));
    expect(gunzip(packed, 5003)).toEqual(bytes);
    expect(() => gunzip(packed, 5002)).toThrow(/more than its pixels/);
    for (const length of [0, 5, 20, packed.length - 1])
      expect(() => gunzip(packed.slice(0, length), 5003)).toThrow(/damaged/);
    const changed = packed.slice();
    changed[changed.length - 5]! ^= 1;
    expect(() => gunzip(changed, 5003)).toThrow(/checksum/);
  });
});

describe('streams that overrun', () => {
  const tile = { pixels: 100, bitpix: 32, parameter: () => undefined } as const;
  test.each([...allCodecs.keys()])(
    '%s of nothing, of zeros and of ones is damaged or is 100 pixels',
    (name) => {
      for (const length of [0, 1, 4, 8, 30]) {
        for (const filler of [0, 255, 0x11]) {
          try {
            expect(
              allCodecs.get(name)!.decode(new Uint8Array(length).fill(filler), tile).length,
            ).toBe(100);
          } catch (error) {
            expect(error).toMatchObject({ name: 'MalformedFits' });
          }
        }
      }
    },
  );
  test('HCOMPRESS_1 takes its size from the header, not from the stream', () => {
    const stream = new Uint8Array(64);
    const view = new DataView(stream.buffer);
    view.setUint16(0, 0xdd99);
    view.setInt32(2, 2 ** 30);
    view.setInt32(6, 2 ** 30);
    expect(() => allCodecs.get('HCOMPRESS_1')!.decode(stream, tile)).toThrow(/not of the size/);
  });
  test('PLIO_1 never runs beyond its pixels', () => {
    const words = Int16Array.of(0, 0, 4, 0x4fff);
    const stream = Uint8Array.from(words, () => 0);
    const bytes = new Uint8Array(8);
    words.forEach((word, index) => void new DataView(bytes.buffer).setInt16(index * 2, word));
    expect(() => allCodecs.get('PLIO_1')!.decode(bytes, tile)).toThrow(/more pixels/);
    expect(() => allCodecs.get('PLIO_1')!.decode(stream, tile)).toThrow(/ends early/);
  });
});
