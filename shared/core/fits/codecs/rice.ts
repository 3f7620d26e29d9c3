import { type Codec, type CompressedTile, corrupt } from './codec.ts';

/** The standard has 16 and 32. */
const LARGEST_BLOCK = 1024;

/**
 * Bits of the code that opens a block, the code for "values as they are", bits of a value; by
 * BYTEPIX.
 */
const sizes: ReadonlyMap<number, { codeBits: number; rawCode: number; valueBits: number }> =
  new Map([
    [1, { codeBits: 3, rawCode: 6, valueBits: 8 }],
    [2, { codeBits: 4, rawCode: 14, valueBits: 16 }],
    [4, { codeBits: 5, rawCode: 25, valueBits: 32 }],
  ]);

/**
 * RICE_1: blocks of differences of neighbours in Golomb-Rice codes (FITS standard 4.0, section
 * 10.4.1).
 */
export const rice: Codec = {
  decode(bytes, tile) {
    const bytePix = tile.parameter('BYTEPIX') ?? 4;
    const blockSize = tile.parameter('BLOCKSIZE') ?? 32;
    const size = sizes.get(bytePix);
    if (!size || !(Number.isInteger(blockSize) && blockSize >= 1 && blockSize <= LARGEST_BLOCK)) {
      throw corrupt(`RICE_1 with BYTEPIX ${bytePix} and BLOCKSIZE ${blockSize}`);
    }
    return decode(bytes, tile, blockSize, bytePix, size);
  },
  // A block of equal pixels in the 3 bits of its code.
  maxPixelsPerByte: (LARGEST_BLOCK * 8) / 3,
  anyType: false,
};

function decode(
  bytes: Uint8Array,
  tile: CompressedTile,
  blockSize: number,
  bytePix: number,
  { codeBits, rawCode, valueBits }: { codeBits: number; rawCode: number; valueBits: number },
): Int32Array {
  const end = bytes.length;
  if (end <= bytePix) throw corrupt('A RICE_1 tile ends early');
  const out = new Int32Array(tile.pixels);
  // 16-bit values are signed, bytes are not; both wrap around.
  const up = valueBits === 16 ? 16 : 0;
  const mask = valueBits === 8 ? 0xff : -1;
  let at = 0;
  let last = 0;
  while (at < bytePix) last = (last << 8) | bytes[at++]!;
  // `held` has `bits` bits (fewer than 9 between values) that are not used yet.
  let held = bytes[at++]!;
  let bits = 8;
  for (let i = 0; i < out.length; ) {
    bits -= codeBits;
    while (bits < 0) {
      held = (held << 8) | bytes[at++]!;
      bits += 8;
    }
    const split = (held >>> bits) - 1;
    held &= (1 << bits) - 1;
    const stop = Math.min(i + blockSize, out.length);
    if (split < 0) {
      out.fill(((last << up) >> up) & mask, i, stop);
      i = stop;
    } else if (split === rawCode) {
      for (; i < stop; i++) {
        let shift = valueBits - bits;
        let mapped = held << shift;
        for (shift -= 8; shift >= 0; shift -= 8) mapped |= bytes[at++]! << shift;
        held = bits > 0 ? bytes[at++]! : 0;
        if (bits > 0) mapped |= held >>> -shift;
        held &= (1 << bits) - 1;
        last = (last + ((mapped >>> 1) ^ -(mapped & 1))) & mask;
        last = (last << up) >> up;
        out[i] = last;
      }
    } else if (split > rawCode) {
      throw corrupt('A RICE_1 tile has an impossible code');
    } else {
      for (; i < stop; i++) {
        while (held === 0) {
          if (at >= end) throw corrupt('A RICE_1 tile ends early');
          bits += 8;
          held = bytes[at++]!;
        }
        const significant = 32 - Math.clz32(held);
        const zeros = bits - significant;
        bits = significant - 1;
        held ^= 1 << bits;
        bits -= split;
        while (bits < 0) {
          held = (held << 8) | bytes[at++]!;
          bits += 8;
        }
        const mapped = (zeros << split) | (held >>> bits);
        held &= (1 << bits) - 1;
        last = (last + ((mapped >>> 1) ^ -(mapped & 1))) & mask;
        last = (last << up) >> up;
        out[i] = last;
      }
    }
    if (at > end) throw corrupt('A RICE_1 tile ends early');
  }
  return out;
}
