import type { Bitpix } from './geometry.ts';

/** Pixels in the type they are stored in, in the machine's byte order. */
export type StoredPixels = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/** Little-endian is taken for granted: every machine that runs Node or a browser today, and WebAssembly, is. */
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

export const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Turns the bytes of every element around, in place. */
export function swapBytes(view: ArrayBufferView, elementBytes: number): void {
  if (elementBytes === 2) swap16(new Uint16Array(view.buffer, view.byteOffset, view.byteLength / 2));
  else if (elementBytes === 4) swap32(new Uint32Array(view.buffer, view.byteOffset, view.byteLength / 4));
  else if (elementBytes === 8) swap64(new Uint32Array(view.buffer, view.byteOffset, view.byteLength / 4));
}

function swap16(words: Uint16Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    words[i] = (word << 8) | (word >>> 8);
  }
}

function swap32(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
}

function swap64(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const a = words[i]!;
    const b = words[i + 1]!;
    words[i] = (b << 24) | ((b & 0xff00) << 8) | ((b >>> 8) & 0xff00) | (b >>> 24);
    words[i + 1] = (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24);
  }
}

/** Big-endian bytes, wherever they lie, as pixels of `bitpix`. The length is a multiple of the pixel's. */
export function fromBigEndian(bytes: Uint8Array, bitpix: Bitpix): StoredPixels {
  const elementBytes = Math.abs(bitpix) / 8;
  const pixels = allocatePixels(bitpix, bytes.length / elementBytes);
  bytesOf(pixels).set(bytes);
  swapBytes(pixels, elementBytes);
  return pixels;
}
