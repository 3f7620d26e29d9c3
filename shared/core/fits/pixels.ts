import { endAround, sum32 } from './checksum.ts';
import type { Bitpix } from './geometry.ts';

/** Pixels in the type they are stored in, in the machine's byte order. */
export type StoredPixels =
  | Uint8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/**
 * Little-endian is taken for granted: every machine that runs Node or a browser today, and
 * WebAssembly, is.
 */
export function allocatePixels(bitpix: Bitpix, pixels: number): StoredPixels {
  switch (bitpix) {
    case 8:
      return new Uint8Array(pixels);
    case 16:
      return new Int16Array(pixels);
    case 32:
      return new Int32Array(pixels);
    case 64:
      return new BigInt64Array(pixels);
    case -32:
      return new Float32Array(pixels);
    case -64:
      return new Float64Array(pixels);
  }
}

/** The bytes of a typed array, not copied. */
export const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Turns the bytes of every element around, in place. */
export function swapBytes(view: ArrayBufferView, elementBytes: number): void {
  if (elementBytes === 2)
    swap16(new Uint16Array(view.buffer, view.byteOffset, view.byteLength / 2));
  else if (elementBytes === 4)
    swap32(new Int32Array(view.buffer, view.byteOffset, view.byteLength / 4));
  else if (elementBytes === 8)
    swap64(new Int32Array(view.buffer, view.byteOffset, view.byteLength / 4));
}

/** The same bytes as a Buffer of Node, whose loops take a quarter of our time; none in browsers. */
const nodeBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  (globalThis as { Buffer?: typeof Buffer }).Buffer?.from(buffer, byteOffset, byteLength);

function swap16(words: Uint16Array): void {
  if (nodeBytes(words)?.swap16()) return;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    words[i] = (word << 8) | (word >>> 8);
  }
}

// Signed words: unsigned ones take V8 twice as long.
function swap32(words: Int32Array): void {
  if (nodeBytes(words)?.swap32()) return;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    words[i] =
      (((word << 8) | (word >>> 24)) & 0x00ff00ff) | (((word << 24) | (word >>> 8)) & 0xff00ff00);
  }
}

function swap64(words: Int32Array): void {
  if (nodeBytes(words)?.swap64()) return;
  for (let i = 0; i < words.length; i += 2) {
    const a = words[i]!;
    const b = words[i + 1]!;
    words[i] = (b << 24) | ((b & 0xff00) << 8) | ((b >>> 8) & 0xff00) | (b >>> 24);
    words[i + 1] = (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24);
  }
}

/**
 * Puts pixels into `target` as big-endian bytes and answers their sum (see `sum32`). What has 4
 * bytes a pixel is turned and summed in one go: `target` begins at a multiple of 4 bytes of its
 * buffer.
 */
export function toBigEndian(pixels: StoredPixels, target: Uint8Array): number {
  if (pixels.BYTES_PER_ELEMENT === 4) {
    const from = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length);
    return turn32(from, new Int32Array(target.buffer, target.byteOffset, pixels.length));
  }
  target.set(bytesOf(pixels));
  swapBytes(target, pixels.BYTES_PER_ELEMENT);
  return sum32(target);
}

/** Words whose halves add up within 32 bits. */
const RUN = 1 << 15;

function turn32(from: Int32Array, to: Int32Array): number {
  let sum = 0;
  for (let start = 0; start < from.length; start += RUN) {
    const end = Math.min(start + RUN, from.length);
    let high = 0;
    let low = 0;
    for (let i = start; i < end; i++) {
      const word = from[i]!;
      high += word >>> 16;
      low += word & 0xffff;
      to[i] =
        (((word << 8) | (word >>> 24)) & 0x00ff00ff) | (((word << 24) | (word >>> 8)) & 0xff00ff00);
    }
    sum = endAround(sum + high * 65536 + low);
  }
  return sum;
}

/**
 * Big-endian bytes, wherever they lie, as pixels of `bitpix`. The length is a multiple of the
 * pixel's.
 */
export function fromBigEndian(bytes: Uint8Array, bitpix: Bitpix): StoredPixels {
  const elementBytes = Math.abs(bitpix) / 8;
  const pixels = allocatePixels(bitpix, bytes.length / elementBytes);
  bytesOf(pixels).set(bytes);
  swapBytes(pixels, elementBytes);
  return pixels;
}
