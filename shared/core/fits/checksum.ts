import { paddedLength } from './geometry.ts';
import type { Hdu } from './hdu.ts';

const CHUNK = 8 << 20;
/** Bytes whose sum is exact in a double. */
const EXACT = 1 << 20;

/**
 * The 32-bit ones' complement sum of big-endian words (FITS standard 4.0, appendix J), added to
 * `before`. Short ends count as zeros.
 */
export function sum32(bytes: Uint8Array, before = 0): number {
  let sum = before;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  for (let start = 0; start < bytes.length; start += EXACT) {
    const end = Math.min(start + EXACT, bytes.length);
    let high = 0;
    let low = 0;
    let at = start;
    for (; at < Math.min(end, whole); at += 4) {
      const word = words.getInt32(at);
      high += word >>> 16;
      low += word & 0xffff;
    }
    if (at < end) {
      high += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
      low += (bytes[at + 2] ?? 0) << 8;
    }
    sum = endAround(sum + high * 65536 + low);
  }
  return sum;
}

/** A sum of 32-bit words with what runs over added at the low end, as ones' complement wants it. */
export function endAround(sum: number): number {
  let rest = sum;
  while (rest > 0xffffffff) rest = (rest % 2 ** 32) + Math.floor(rest / 2 ** 32);
  return rest;
}

/** CHECKSUM's 16 characters for the complement of `sum` (FITS standard 4.0, appendix J.2). */
export function encodeChecksum(sum: number): string {
  const value = ~sum >>> 0;
  const characters = new Array<number>(16);
  for (let byte = 0; byte < 4; byte++) {
    const number = (value >>> (24 - 8 * byte)) & 0xff;
    const quarter = Math.floor(number / 4) + 0x30;
    const four = [quarter + (number % 4), quarter, quarter, quarter];
    for (let changed = true; changed; ) {
      changed = false;
      for (const pair of [0, 2]) {
        if (!isPunctuation(four[pair]!) && !isPunctuation(four[pair + 1]!)) continue;
        four[pair] = four[pair]! + 1;
        four[pair + 1] = four[pair + 1]! - 1;
        changed = true;
      }
    }
    for (let i = 0; i < 4; i++) characters[(4 * i + byte + 1) % 16] = four[i]!;
  }
  return String.fromCharCode(...characters);
}

const isPunctuation = (code: number): boolean =>
  (code > 0x39 && code < 0x41) || (code > 0x5a && code < 0x61);

/** What the keywords of an HDU say about its bytes: true right, false wrong, undefined not said. */
export interface ChecksumVerdict {
  readonly datasum: boolean | undefined;
  readonly checksum: boolean | undefined;
}

/** Reads the whole HDU as it is stored. */
export async function verifyChecksum(hdu: Hdu): Promise<ChecksumVerdict> {
  const header = hdu.storedHeader;
  const datasum = header.get('DATASUM');
  const hasChecksum =
    typeof header.get('CHECKSUM') === 'string' && header.string('CHECKSUM')?.trim() !== '';
  const data = await sumOf(hdu, hdu.dataOffset, paddedLength(hdu.dataBytes));
  const whole =
    data && (await sumOf(hdu, hdu.headerOffset, hdu.dataOffset - hdu.headerOffset, data.sum));
  return {
    datasum:
      datasum === undefined || datasum === ''
        ? undefined
        : data !== undefined && Number(datasum) === data.sum,
    checksum: hasChecksum
      ? whole !== undefined && (whole.sum === 0xffffffff || whole.sum === 0)
      : undefined,
  };
}

/** undefined when the file ends before the data do. */
async function sumOf(
  hdu: Hdu,
  offset: number,
  length: number,
  before = 0,
): Promise<{ sum: number } | undefined> {
  let sum = before;
  const declared = offset === hdu.dataOffset ? hdu.dataBytes : length;
  for (let at = 0; at < length; at += CHUNK) {
    const bytes = await hdu.source.read(offset + at, Math.min(CHUNK, length - at));
    if (at + bytes.length < Math.min(declared, at + CHUNK)) return undefined;
    sum = sum32(bytes, sum);
  }
  return { sum };
}
