import { execFileSync } from 'node:child_process';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { allCodecs } from '../../../shared/core/fits/codecs/registry.ts';
import { riceEncode } from '../../../shared/core/fits/codecs/rice-encode.ts';
import { compressStrip } from '../../../shared/core/fits/compress.ts';
import { compressedHdu } from '../../../shared/core/fits/compressed-hdu.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { emptyPrimary } from '../../../shared/core/fits/write.ts';
import { packingOf } from '../../../shared/core/unpack/packing.ts';
import { unpack } from '../../../shared/core/unpack/unpack.ts';
import { deflateRuns } from '../../../shared/store/deflate.ts';
import { streams } from '../tiles.ts';
import { must, type Reader } from './reader.ts';

/** 256 pixels of a codec's stream. */
const codec = (name: string, seeds: readonly Uint8Array[]): Reader => ({
  name: `${name} streams`,
  share: 45_000,
  seeds,
  read(input) {
    const parameters: Record<string, number> = { BLOCKSIZE: 32, BYTEPIX: 4 };
    const tile = { pixels: 256, bitpix: 32, parameter: (key: string) => parameters[key] } as const;
    const { length } = allCodecs.get(name)!.decode(input, tile);
    must(length === 256, `${length} pixels of 256`);
  },
});

const small = Int32Array.from({ length: 256 }, (_, i) => 1000 + ((i * i) % 17));
const codecs = Object.entries(streams).map(([name, stream]) =>
  codec(name, [stream, ...(name === 'RICE_1' ? [riceEncode(small)] : [])]),
);

const packed = (program: string): Uint8Array[] => {
  try {
    const input = Buffer.from('SIMPLE  =                    T'.padEnd(2880).repeat(2));
    return [new Uint8Array(execFileSync(program, ['-c'], { input, stdio: 'pipe' }))];
  } catch {
    return [];
  }
};
// "hello hello hello hello\n" packed, for machines without the programs
const own = [
  'QlpoOTFBWSZTWdhxLmYAAAHRgAAQQAACRJAgADDNNBppoBNQmhnF3JFOFCQ2HEuZgA==',
  'H52QaMqwYfMGxJgydNjcUQPnTBk2',
].map((text) => new Uint8Array(Buffer.from(text, 'base64')));

const unpacked: Reader = {
  name: 'bzip2, xz and compress',
  share: 5_000,
  seeds: [...own, ...['bzip2', 'xz', 'compress'].flatMap(packed)],
  async read(input) {
    const packing = packingOf(input);
    if (packing === undefined || packing === 'gzip') return;
    const { size } = await unpack(memorySource(input), packing);
    must(size <= 16 * 2 ** 20, `${size} bytes of ${input.length}`);
  },
};

const WIDTH = 24;
const compression = { width: WIDTH, tile: [16, 16], quantised: { steps: 4, seed: 77 } } as const;
const values = Float32Array.from(
  { length: WIDTH * WIDTH },
  (_, i) => 100 + ((i * 37) % 11) + i / 99,
);
const bytesOf = (pixels: Float32Array) => new Uint8Array(pixels.buffer).slice();

/** The pixels are the input: whatever they are, what was written is what is read. */
const written: Reader = {
  name: 'compressed images, written and read',
  share: 3_000,
  seeds: [bytesOf(values), bytesOf(values.map((value, i) => (i % 5 === 0 ? Number.NaN : value)))],
  async read(input) {
    const pixels = new Float32Array(WIDTH * WIDTH);
    new Uint8Array(pixels.buffer).set(input.subarray(0, 4 * pixels.length));
    for (const quantised of [undefined, compression.quantised]) {
      const asked = { ...compression, quantised };
      const strip = compressStrip(pixels.slice(), 0, asked, deflateRuns);
      const { head, padding } = compressedHdu({ bitpix: -32, height: WIDTH, cards: [] }, asked, [
        { ...strip, heapBytes: strip.heap.length },
      ]);
      const bytes = Buffer.concat([emptyPrimary(), head, strip.heap, new Uint8Array(padding)]);
      const file = await openFits(memorySource(new Uint8Array(bytes)));
      const { data } = await readFloat32(await file.hdu(1));
      const isKept = (value: number, i: number) => {
        const was = pixels[i]!;
        if (Number.isNaN(was) || was === 0) return Object.is(value + 0, was + 0);
        return quantised !== undefined || value === was;
      };
      must(data.length === pixels.length && data.every(isKept), 'pixels changed on their way');
    }
  },
};

/** Readers of compressed bytes. */
export const packings = [...codecs, unpacked, written];
