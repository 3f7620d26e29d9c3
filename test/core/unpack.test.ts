import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { packingOf } from '../../shared/core/unpack/packing.ts';
import { unpack } from '../../shared/core/unpack/unpack.ts';
import { hasSharedData, sharedData } from '../shared-data.ts';

const pixels = Float32Array.from({ length: 10_000 }, (_, i) => Math.round(50 * Math.cos(i / 7)));
const image = writeFits([writeImage(pixels, [100, 100])]);

async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  const packing = packingOf(packed);
  if (packing === undefined || packing === 'gzip') throw new Error(`packed as ${packing}`);
  const source = await unpack(memorySource(packed, 'file:///image'), packing);
  return source.read(0, source.size);
}

const tool = (name: string, input: Uint8Array): Uint8Array | undefined => {
  try {
    return new Uint8Array(execFileSync(name, ['-c'], { input, maxBuffer: 2 ** 30 }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.warn(`${name} is not installed: its files are not read here`);
    return undefined;
  }
};

describe.each(['bzip2', 'xz'])('%s', (name) => {
  const packed = tool(name, image);
  it.skipIf(!packed)('gives the pixels, of one stream and of two', async () => {
    const file = await openFits(memorySource(packed!));
    expect((await readFloat32(await file.hdu(0))).data).toEqual(pixels);
    const twice = await unpacked(Buffer.concat([packed!, packed!]));
    expect(Buffer.compare(twice, Buffer.concat([image, image]))).toBe(0);
  });

  it.skipIf(!packed)('cut anywhere is TruncatedFits, with its address', async () => {
    for (const length of [packed!.length - 1, packed!.length - 8, packed!.length >> 1, 20]) {
      await expect(unpacked(packed!.slice(0, length)), `${length}`).rejects.toMatchObject({
        name: 'TruncatedFits',
        where: { uri: 'file:///image' },
      });
    }
  });

  it.skipIf(!packed)('with a flipped bit gives the same bytes or a named error', async () => {
    let refused = 0;
    for (let at = 12; at < packed!.length; at += 97) {
      const damaged = packed!.slice();
      damaged[at]! ^= 4;
      const outcome = await unpacked(damaged).catch((error: Error) => error);
      // Of bzip2's tables some bits say nothing of the symbols that are there.
      if (outcome instanceof Error) refused++;
      if (outcome instanceof Error)
        expect(outcome.name, `${at}`).toMatch(/^(Malformed|Truncated|Unsupported)Fits$/);
      else expect(Buffer.compare(outcome, image), `${at}`).toBe(0);
    }
    expect(refused).toBeGreaterThan(0);
  });

  it.skipIf(!packed)('a bomb is TooLarge, and the next file is read', async () => {
    const bomb = tool(name, new Uint8Array(64 << 20));
    await expect(unpacked(bomb!)).rejects.toMatchObject({ name: 'TooLarge' });
    expect(Buffer.compare(await unpacked(packed!), image)).toBe(0);
  });
});

describe('compress', () => {
  it('copies what a code stands for, also the code that is being made', async () => {
    // codes of 9 bits, lowest bit first: 97, 257 (aa), 258 (aaa)
    const bits = [97, 257, 258]
      .map((code) => code.toString(2).padStart(9, '0'))
      .reverse()
      .join('');
    const codes = [0, 8, 16, 24].map((from) =>
      Number.parseInt(bits.padStart(32, '0').slice(24 - from, 32 - from), 2),
    );
    const text = new TextDecoder().decode(
      await unpacked(Uint8Array.of(0x1f, 0x9d, 0x90, ...codes)),
    );
    expect(text).toBe('aaaaaa');
  });

  it('refuses a code that stands for nothing', async () => {
    await expect(unpacked(Uint8Array.of(0x1f, 0x9d, 0x90, 0xff, 0xff, 0xff))).rejects.toMatchObject(
      {
        name: 'MalformedFits',
      },
    );
  });
});

/** SHA-256 of what bunzip2 1.0.8 and gzip 1.12 make of the files. */
describe.skipIf(!hasSharedData)('files of archives', () => {
  it.each([
    [
      'awkward/frame-r-001000-1-0100.fits.bz2',
      '8ccf34b8b1a4141e5c8b0f7fd7fe064d84a45a3ccf259eaafeaf8c3032dca78e',
    ],
    [
      'awkward/rp600245n00_im1.fits.Z',
      '4fd7863b6fb2f8755f17598a9ad1c557ae816cd147a4b6205c9412fb33e777f3',
    ],
  ])('%s', async (path, sum) => {
    const bytes = await unpacked(new Uint8Array(readFileSync(sharedData(path))));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
  });
});
