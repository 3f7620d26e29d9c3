import { crc32, deflateRawSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { gunzip } from '../../../shared/core/fits/codecs/gzip.ts';
import { GunzipSource } from '../../../shared/core/fits/gunzip-source.ts';
import { decodeHistogram, encodeHistogram } from '../../../shared/core/histogram/bytes.ts';
import { firstBin, lowerEdge } from '../../../shared/core/histogram/grid.ts';
import { addPixels, emptyHistogram, forEachBin } from '../../../shared/core/histogram/histogram.ts';
import { must, type Reader } from './reader.ts';

// Damaged bytes whose checksums are right, so that the damage gets behind them.

const MOST = 2 ** 20;
const text = Buffer.from('SIMPLE  =                    T'.padEnd(2880, ' 0123456789').repeat(3));
const stored = (level: number) => new Uint8Array(deflateRawSync(text, { level }));

/** What zlib makes of a deflate stream; undefined where it refuses it, or it is too long. */
function inflated(stream: Uint8Array): Buffer | undefined {
  try {
    return inflateRawSync(stream, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
}

/** A gzip member of a deflate stream, with the checksum and the length of what is in it. */
function member(stream: Uint8Array, plain: Uint8Array): Uint8Array {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(plain));
  end.writeUInt32LE(plain.length, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]), stream, end]);
}

const gzip: Reader = {
  name: 'gzip with right checksums',
  share: 20_000,
  seeds: [stored(0), stored(1), stored(9)],
  async read(input) {
    const plain = inflated(input);
    const packed = member(input, plain ?? text);
    const isSame = (ours: Uint8Array, judge: Uint8Array) => Buffer.compare(ours, judge) === 0;
    const source = new GunzipSource(memorySource(packed), packed.subarray(0, 100));
    const read = await source.read(0, MOST);
    const isWhole = plain !== undefined && isSame(gunzipSync(packed), plain);
    if (isWhole && !source.isCut) must(isSame(read, plain), 'a gzip file reads as something else');
    const tile = gunzip(packed, MOST);
    must(plain !== undefined && isSame(tile, plain), 'a gzip tile reads as something else');
  },
};

/** LEB128 numbers up to the last whole one. */
function numbersOf(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  return numbers;
}

/** Counts by bin as encodeHistogram describes them, as far as they go; a plain second reading. */
function countsOf(numbers: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  let bin = firstBin;
  for (let at = 0; at < numbers.length; ) {
    bin += numbers[at++]!;
    for (let run = numbers[at++] ?? 0; run > 0 && at < numbers.length; run--)
      counts.set(bin++, numbers[at++]!);
  }
  return counts;
}

const HEAD = 13;
const histogramOf = (pixels: Float32Array): Uint8Array => {
  const histogram = emptyHistogram();
  addPixels(histogram, pixels);
  return encodeHistogram(histogram);
};
const ramp = histogramOf(Float32Array.from({ length: 64 }, (_, i) => i - 20));

const histogram: Reader = {
  name: 'histograms with right ends',
  share: 20_000,
  seeds: [
    ramp.slice(HEAD),
    histogramOf(Float32Array.from({ length: 500 }, (_, i) => 100 + i / 9)).slice(HEAD),
  ],
  read(input) {
    const counts = countsOf(numbersOf(input));
    const bins = [...counts.keys()].sort((a, b) => a - b);
    const bytes = Buffer.concat([ramp.subarray(0, HEAD), input]);
    bytes.writeFloatLE(bins.length > 0 ? lowerEdge(bins[0]!) : Infinity, 5);
    bytes.writeFloatLE(bins.length > 0 ? lowerEdge(bins.at(-1)!) : -Infinity, 9);
    const read = new Map<number, number>();
    forEachBin(decodeHistogram(bytes), (bin, count) => void read.set(bin, count));
    must(read.size === counts.size, `${read.size} bins of ${counts.size}`);
    for (const [bin, count] of read)
      must(counts.get(bin) === count, `bin ${bin} counts ${count}, not ${counts.get(bin)}`);
  },
};

/** Readers of bytes that say themselves whether they are whole. */
export const checked = [gzip, histogram];
