// the one npm package in core: decoding stays synchronous and pure, Node or browser
import { inflateSync } from 'fflate';
import { DataError } from '../../errors.ts';
import type { Bitpix } from '../geometry.ts';
import { fromBigEndian, type StoredPixels } from '../pixels.ts';
import { type Codec, type CompressedTile, corrupt } from './codec.ts';
import { crc32 } from './crc32.ts';

/** GZIP_1: the pixels' big-endian bytes through gzip (FITS standard 4.0, section 10.4.2). */
export const gzip1: Codec = {
  decode: (bytes, tile) => fromBytes(gunzip(bytes, maxBytes(tile)), tile),
  // Deflate packs no better than 1032.
  maxPixelsPerByte: 1032,
  anyType: true,
};

/** GZIP_2: first all highest bytes of the pixels, then all next ones, …, through gzip. */
export const gzip2: Codec = {
  decode: (bytes, tile) => fromBytes(unshuffle(gunzip(bytes, maxBytes(tile)), tile.pixels), tile),
  maxPixelsPerByte: 1032,
  anyType: true,
};

/** NOCOMPRESS: the pixels' big-endian bytes. */
export const noCompress: Codec = {
  decode: (bytes, tile) => fromBytes(bytes, tile),
  maxPixelsPerByte: 1,
  anyType: true,
};

const maxBytes = (tile: CompressedTile): number =>
  tile.pixels * Math.max(4, Math.abs(tile.bitpix) / 8);

/**
 * Floats and 64-bit integers have their own size; smaller integers may have been written in any of
 * theirs.
 */
function fromBytes(bytes: Uint8Array, { bitpix, pixels }: CompressedTile): StoredPixels {
  const elementBytes = bytes.length / pixels;
  if (elementBytes === Math.abs(bitpix) / 8) return fromBigEndian(bytes, bitpix);
  const integer = bitpix > 0 && bitpix < 64 && (elementBytes === 2 || elementBytes === 4);
  if (!integer)
    throw corrupt(
      `A tile of ${pixels} pixels of BITPIX ${bitpix} unpacks to ${bytes.length} bytes`,
    );
  return fromBigEndian(bytes, (elementBytes * 8) as Bitpix);
}

function unshuffle(bytes: Uint8Array, pixels: number): Uint8Array {
  const elementBytes = bytes.length / pixels;
  if (!Number.isInteger(elementBytes)) return bytes;
  const out = new Uint8Array(bytes.length);
  for (let byte = 0, from = 0; byte < elementBytes; byte++) {
    for (let to = byte; to < out.length; to += elementBytes) out[to] = bytes[from++]!;
  }
  return out;
}

/**
 * One gzip member (RFC 1952), never more than `most` bytes of it; its CRC and length must be right.
 * Throws MalformedFits where it is damaged or longer.
 */
export function gunzip(bytes: Uint8Array, most: number): Uint8Array {
  const start = memberStart(bytes);
  let out: Uint8Array;
  try {
    // One byte beyond the limit shows what would be longer, without unpacking into more.
    out = inflateSync(bytes.subarray(start, bytes.length - 8), { out: new Uint8Array(most + 1) });
  } catch (cause) {
    throw new DataError('MalformedFits', 'A gzip-compressed tile is damaged.', {}, { cause });
  }
  if (out.length > most) throw corrupt('A gzip-compressed tile unpacks to more than its pixels');
  const end = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  if (end.getUint32(4, true) !== out.length || end.getUint32(0, true) !== crc32(out)) {
    throw corrupt('A gzip-compressed tile fails its checksum');
  }
  return out;
}

/** Deflates bytes (RFC 1951), without a header: what does it is the caller's. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** One gzip member that says neither time nor system: the same bytes everywhere. */
export function gzip(bytes: Uint8Array, deflate: Deflate): Uint8Array {
  const deflated = deflate(bytes);
  const member = new Uint8Array(deflated.length + 18);
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  member.set(deflated, 10);
  const end = new DataView(member.buffer, deflated.length + 10);
  end.setUint32(0, crc32(bytes), true);
  end.setUint32(4, bytes.length, true);
  return member;
}

/** The order of bytes of GZIP_2: first all highest ones of big-endian elements, … */
export function shuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let byte = 0, to = 0; byte < elementBytes; byte++) {
    for (let from = byte; from < bytes.length; from += elementBytes) out[to++] = bytes[from]!;
  }
  return out;
}

/** Where the deflate stream begins. */
function memberStart(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const text of [8, 16]) if (flags & text) at = bytes.indexOf(0, at) + 1 || bytes.length;
  if (flags & 2) at += 2;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || at + 8 > bytes.length) {
    throw corrupt('A gzip-compressed tile does not begin as gzip');
  }
  return at;
}
