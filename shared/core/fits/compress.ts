import { sum32 } from './checksum.ts';
import { type Deflate, gzip, shuffle } from './codecs/gzip.ts';
import { riceEncode } from './codecs/rice-encode.ts';
import { noiseOf } from './noise.ts';
import { bytesOf, swapBytes } from './pixels.ts';
import { quantise } from './quantise.ts';

/** Pixels that can be compressed into tiles. Integers are always without loss. */
export type Compressible = Uint8Array | Int16Array | Int32Array | Float32Array;

/** How an image is cut into tiles and compressed. */
export interface Compression {
  /** pixels of the image along NAXIS1, and of a tile along both axes */
  readonly width: number;
  readonly tile: readonly [number, number];
  /**
   * Floats lose what is below the noise: `steps` of the integers per σ of a tile's noise; `seed`
   * (ZDITHER0, 1 to 10000) begins the dither. Without, nothing is lost.
   */
  readonly quantised?: { readonly steps: number; readonly seed: number } | undefined;
}

/** What the table of tiles will say of one. */
export interface WrittenTile {
  readonly bytes: number;
  /** a quantised image's tile; without it the tile was stored without loss */
  readonly scale?: number;
  readonly zero?: number;
}

/** Some rows of tiles of an image, compressed: plain data, its numbers may go through JSON. */
export interface CompressedStrip {
  readonly tiles: readonly WrittenTile[];
  /** the bytes of the tiles, one after another, each filled up to a multiple of 4 */
  readonly heap: Uint8Array;
  /** see `sum32` */
  readonly heapSum: number;
}

/** Tiles of 512² hold enough for the codes and are little to read for a cut-out. */
export const compressedTile: readonly [number, number] = [512, 512];
/** Steps per σ as fpack's -q 4: the rounding adds 0.3 % to the noise. */
export const STEPS = 4;

/**
 * Compresses some rows of tiles of an image (FITS standard 4.0, section 10): integers by RICE_1,
 * floats without loss by GZIP_2, or quantised with SUBTRACTIVE_DITHER_2 and by RICE_1. Exactly 0
 * and NaN are kept, infinite values become NaN when quantised; a tile whose values reach too far
 * for its noise, or have none, is stored without loss. Throws RangeError where the pixels are
 * no whole rows.
 * @param pixels whole rows of the image from the first row of a tile on; the last tiles may be
 *   shorter only at the image's end
 * @param firstRow row of tiles in the image, from 0, that the pixels begin with
 */
export function compressStrip(
  pixels: Compressible,
  firstRow: number,
  compression: Compression,
  deflate: Deflate,
): CompressedStrip {
  const { width, tile } = compression;
  const height = pixels.length / width;
  if (!Number.isInteger(height))
    throw new RangeError(`${pixels.length} pixels in rows of ${width}`);
  const perRow = Math.ceil(width / tile[0]);
  const tiles: WrittenTile[] = [];
  const streams: Uint8Array[] = [];
  for (let y = 0; y < height; y += tile[1]) {
    for (let x = 0; x < width; x += tile[0]) {
      const box = { x, y, w: Math.min(tile[0], width - x), h: Math.min(tile[1], height - y) };
      const row = firstRow * perRow + tiles.length;
      const { stream, ...rest } = compressTile(cut(pixels, width, box), box.w, row, {
        ...compression,
        deflate,
      });
      tiles.push({ bytes: stream.length, ...rest });
      streams.push(stream);
    }
  }
  const heap = joined(streams);
  return { tiles, heap, heapSum: sum32(heap) };
}

function compressTile(
  pixels: Compressible,
  width: number,
  row: number,
  { quantised, deflate }: Compression & { deflate: Deflate },
): { stream: Uint8Array; scale?: number; zero?: number } {
  if (!(pixels instanceof Float32Array)) return { stream: riceEncode(pixels) };
  if (!quantised) return { stream: gzip(shuffle(bigEndian(pixels), 4), deflate) };
  // cfitsio reads what is infinite in a quantised image as NaN, others as it is: all shall agree.
  for (let i = 0; i < pixels.length; i++)
    if (Math.abs(pixels[i]!) === Number.POSITIVE_INFINITY) pixels[i] = Number.NaN;
  const scale = scaleOfOne(pixels) ?? noiseOf(pixels, width) / quantised.steps;
  const made = scale > 0 ? quantise(pixels, row, quantised.seed, scale) : undefined;
  if (!made) return { stream: gzip(bigEndian(pixels), deflate) };
  return { stream: riceEncode(made.integers), scale, zero: made.zero };
}

/** Of a value: less than half of what two float32 beside it lie apart. */
const FINEST = 2 ** -25;

/**
 * Steps of a tile that has no value, or only one, beside 0: they give it again to the last bit, and
 * pack to nothing.
 */
function scaleOfOne(pixels: Float32Array): number | undefined {
  let value = 0;
  for (const pixel of pixels) {
    if (pixel === 0 || Number.isNaN(pixel) || pixel === value) continue;
    if (value !== 0) return undefined;
    value = pixel;
  }
  return value === 0 ? 1 : Math.abs(value) * FINEST;
}

function bigEndian(pixels: Float32Array): Uint8Array {
  const bytes = bytesOf(pixels).slice();
  swapBytes(bytes, 4);
  return bytes;
}

function cut(
  pixels: Compressible,
  width: number,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
): Compressible {
  const out = pixels.slice(0, w * h);
  for (let row = 0; row < h; row++) {
    const from = (y + row) * width + x;
    out.set(pixels.subarray(from, from + w), row * w);
  }
  return out;
}

/** Filled up to words, so that the checksum of a whole is the sum of its parts. */
export const wordAligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;

function joined(streams: readonly Uint8Array[]): Uint8Array {
  const heap = new Uint8Array(streams.reduce((sum, { length }) => sum + wordAligned(length), 0));
  let at = 0;
  for (const stream of streams) {
    heap.set(stream, at);
    at += wordAligned(stream.length);
  }
  return heap;
}
