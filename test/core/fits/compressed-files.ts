import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import {
  type Compressible,
  type Compression,
  compressStrip,
} from '../../../shared/core/fits/compress.ts';
import { compressedHdu } from '../../../shared/core/fits/compressed-hdu.ts';
import { emptyPrimary } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { deflateRuns } from '../../../shared/store/deflate.ts';

const WIDTH = 210;
const HEIGHT = 150;
const tile = [64, 50] as const;

/**
 * A sky of noise 1 and a star, with a hole of NaN, a hole of exact 0, a constant stretch, one pixel
 * of 1e20 and one that is infinite.
 */
export function sky(): Float32Array {
  const { normal } = seededRandom(20);
  const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, normal);
  const box = (x0: number, y0: number, side: number, value: number): void => {
    for (let y = y0; y < y0 + side; y++) pixels.fill(value, y * WIDTH + x0, y * WIDTH + x0 + side);
  };
  box(20, 20, 40, Number.NaN);
  box(150, 10, 30, 0);
  box(70, 60, 25, 7.5);
  pixels[120 * WIDTH + 30] = 1e20;
  pixels[120 * WIDTH + 200] = Number.NEGATIVE_INFINITY;
  pixels[75 * WIDTH + 160] = 50_000;
  return pixels;
}

function integers<T extends Uint8Array | Int16Array | Int32Array>(pixels: T): T {
  const { normal, uniform } = seededRandom(pixels.BYTES_PER_ELEMENT);
  const most = 2 ** (8 * pixels.BYTES_PER_ELEMENT - 1);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] =
      i % 7 === 0 && i > 9000 ? Math.floor((2 * uniform() - 1) * most) : 100 + 10 * normal();
  return pixels;
}

/** What is written, and how. */
export const images: Record<
  string,
  { pixels: Compressible; quantised?: Compression['quantised'] }
> = {
  quantised: { pixels: sky(), quantised: { steps: 4, seed: 9990 } },
  lossless: { pixels: sky() },
  bytes: { pixels: integers(new Uint8Array(WIDTH * HEIGHT)) },
  shorts: { pixels: integers(new Int16Array(WIDTH * HEIGHT)) },
  longs: { pixels: integers(new Int32Array(WIDTH * HEIGHT)) },
};

const cards = [
  { keyword: 'EXTNAME', value: 'SKY' },
  { keyword: 'BUNIT', value: 'MJy/sr' },
  { keyword: 'CRPIX1', value: 105.25 },
];

const bitpixOf = (pixels: Compressible): 8 | 16 | 32 | -32 =>
  pixels instanceof Float32Array ? -32 : ((8 * pixels.BYTES_PER_ELEMENT) as 8 | 16 | 32);

/**
 * The pieces of a file of one compressed image, made in three strips, with so many bytes that
 * belong to no tile in the heap behind the first strip.
 */
export function pieces(name: string, gap = 0): { pieces: Uint8Array[]; size: number } {
  const { pixels, quantised } = images[name]!;
  const compression = { width: WIDTH, tile: tile, quantised };
  const strips = [0, 1, 2].map((row) => {
    const part = pixels.subarray(row * tile[1] * WIDTH, (row + 1) * tile[1] * WIDTH);
    return compressStrip(part, row, compression, deflateRuns);
  });
  const { head, padding } = compressedHdu(
    { bitpix: bitpixOf(pixels), height: HEIGHT, cards },
    compression,
    strips.map(({ heap, ...strip }, i) => ({
      ...strip,
      heapBytes: heap.length + (i === 0 ? gap : 0),
    })),
  );
  const all = [emptyPrimary(), head, ...strips.map(({ heap }) => heap)];
  return { pieces: all, size: all.reduce((sum, { length }) => sum + length, gap + padding) };
}

/** The whole file in memory. */
export function compressedFile(name: string): Uint8Array {
  const { pieces: parts, size } = pieces(name);
  const file = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** A file whose heap is larger than 2^31 bytes; most of it is a hole that takes no disk. */
export function writeWide(path: string, gap: number): void {
  const { pieces: parts, size } = pieces('quantised', gap);
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  let at = 0;
  parts.forEach((part, i) => {
    writeSync(file, part, 0, part.length, at);
    at += part.length + (i === 2 ? gap : 0);
  });
  closeSync(file);
}
