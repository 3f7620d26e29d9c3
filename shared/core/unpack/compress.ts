import { DataError } from '../errors.ts';
import type { BoundedBytes } from './bounded-bytes.ts';

const HEADER = 3;
const MIN_BITS = 9;
const MAX_BITS = 16;
/** In block mode this code says that the table begins anew. */
const CLEAR = 256;

/**
 * Unpacks what Unix compress packed (`.Z`): Lempel-Ziv-Welch (Welch 1984, IEEE Computer 17(6), 8)
 * with codes of 9 to 16 bits, lowest bit first, that come in groups of eight of one width. There is
 * no checksum. Throws MalformedFits, TooLarge.
 */
export function unpackCompress(packed: Uint8Array, into: BoundedBytes): void {
  const flags = packed[2] ?? 0;
  const widest = flags & 0x1f;
  const hasClear = (flags & 0x80) !== 0;
  if (widest < MIN_BITS || widest > MAX_BITS) throw damaged();
  // The text of a code from 256 on stood in the output before: where, and how long.
  const starts = new Uint32Array(1 << widest);
  const lengths = new Uint32Array(1 << widest);
  const first = hasClear ? CLEAR + 1 : CLEAR;
  let next = first;
  let width = MIN_BITS;
  let group = HEADER; // byte where codes of this width begin
  let read = 0; // codes of this width
  let before: { start: number; length: number } | undefined;

  const widen = (to: number): void => {
    group += Math.ceil(read / 8) * width; // the rest of a group of eight is padding
    read = 0;
    width = to;
  };

  for (;;) {
    if (next >= 1 << width && width < widest) widen(width + 1);
    const bit = read * width;
    const byte = group + (bit >> 3);
    if (byte * 8 + (bit & 7) + width > packed.length * 8) return;
    const three = packed[byte]! | ((packed[byte + 1] ?? 0) << 8) | ((packed[byte + 2] ?? 0) << 16);
    const code = (three >> (bit & 7)) & ((1 << width) - 1);
    read++;
    if (hasClear && code === CLEAR) {
      widen(MIN_BITS);
      next = first;
      before = undefined;
      continue;
    }
    const start = into.length;
    if (code < 256) into.writeByte(code);
    else if (code < next) into.repeat(starts[code]!, lengths[code]!);
    else if (code === next && before) into.repeat(before.start, before.length + 1);
    else throw damaged();
    if (before && next < 1 << widest) {
      starts[next] = before.start;
      lengths[next] = before.length + 1;
      next++;
    }
    before = { start, length: into.length - start };
  }
}

const damaged = () =>
  new DataError('MalformedFits', 'The compression (.Z) is damaged: fetch the file again.');
