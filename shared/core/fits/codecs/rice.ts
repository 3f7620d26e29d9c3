import { type Codec, corrupt } from './codec.ts';

/** The standard has 16 and 32. */
const LARGEST_BLOCK = 1024;

/** How values of a BYTEPIX are coded. */
interface Coding {
  /** bits of the code that opens a block */
  readonly codeBits: number;
  /** the code for "values as they are" */
  readonly rawCode: number;
  readonly valueBits: number;
}

const CODINGS: ReadonlyMap<number, Coding> = new Map([
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
    const coding = CODINGS.get(bytePix);
    if (!coding || !(Number.isInteger(blockSize) && blockSize >= 1 && blockSize <= LARGEST_BLOCK)) {
      throw corrupt(`RICE_1 with BYTEPIX ${bytePix} and BLOCKSIZE ${blockSize}`);
    }
    if (bytes.length <= bytePix) throw endsEarly();
    const out = new Int32Array(tile.pixels);
    const bits = new RiceBits(bytes, bytePix, coding);
    for (let i = 0; i < out.length; i += blockSize)
      decodeBlock(bits, coding, out, i, Math.min(i + blockSize, out.length));
    return out;
  },
  // A block of equal pixels in the 3 bits of its code.
  maxPixelsPerByte: (LARGEST_BLOCK * 8) / 3,
  anyType: false,
};

const endsEarly = () => corrupt('A RICE_1 tile ends early');

/** The bits of a tile that are not used yet, and the value before them. */
class RiceBits {
  readonly bytes: Uint8Array;
  /** the next byte */
  at = 0;
  /** has `count` bits (fewer than 9 between values) that are not used yet */
  held: number;
  count = 8;
  last = 0;
  // 16-bit values are signed, bytes are not; both wrap around.
  readonly up: number;
  readonly mask: number;

  constructor(bytes: Uint8Array, bytePix: number, { valueBits }: Coding) {
    this.bytes = bytes;
    this.up = valueBits === 16 ? 16 : 0;
    this.mask = valueBits === 8 ? 0xff : -1;
    while (this.at < bytePix) this.last = (this.last << 8) | bytes[this.at++]!;
    this.held = bytes[this.at++]!;
  }

  read(bits: number): number {
    this.count -= bits;
    while (this.count < 0) {
      this.held = (this.held << 8) | this.bytes[this.at++]!;
      this.count += 8;
    }
    const value = this.held >>> this.count;
    this.held &= (1 << this.count) - 1;
    return value;
  }
}

function decodeBlock(
  bits: RiceBits,
  { codeBits, rawCode, valueBits }: Coding,
  out: Int32Array,
  start: number,
  stop: number,
): void {
  const split = bits.read(codeBits) - 1;
  if (split > rawCode) throw corrupt('A RICE_1 tile has an impossible code');
  if (split === rawCode) readRaw(bits, valueBits, out, start, stop);
  else if (split >= 0) readCoded(bits, split, out, start, stop);
  else out.fill(((bits.last << bits.up) >> bits.up) & bits.mask, start, stop);
  if (bits.at > bits.bytes.length) throw endsEarly();
}

/** Values whose mapped differences stand as they are, `valueBits` bits each. */
function readRaw(
  bits: RiceBits,
  valueBits: number,
  out: Int32Array,
  start: number,
  stop: number,
): void {
  const { bytes, up, mask } = bits;
  let { at, held, count, last } = bits;
  for (let i = start; i < stop; i++) {
    let shift = valueBits - count;
    let mapped = held << shift;
    for (shift -= 8; shift >= 0; shift -= 8) mapped |= bytes[at++]! << shift;
    held = count > 0 ? bytes[at++]! : 0;
    if (count > 0) mapped |= held >>> -shift;
    held &= (1 << count) - 1;
    last = (last + ((mapped >>> 1) ^ -(mapped & 1))) & mask;
    last = (last << up) >> up;
    out[i] = last;
  }
  bits.at = at;
  bits.held = held;
  bits.last = last;
}

/**
 * Values whose mapped differences have their higher bits as so many zeros before a one, then
 * `split` bits.
 */
function readCoded(
  bits: RiceBits,
  split: number,
  out: Int32Array,
  start: number,
  stop: number,
): void {
  const { bytes, up, mask } = bits;
  const end = bytes.length;
  let { at, held, count, last } = bits;
  for (let i = start; i < stop; i++) {
    while (held === 0) {
      if (at >= end) throw endsEarly();
      count += 8;
      held = bytes[at++]!;
    }
    const significant = 32 - Math.clz32(held);
    const zeros = count - significant;
    count = significant - 1;
    held ^= 1 << count;
    count -= split;
    while (count < 0) {
      held = (held << 8) | bytes[at++]!;
      count += 8;
    }
    const mapped = (zeros << split) | (held >>> count);
    held &= (1 << count) - 1;
    last = (last + ((mapped >>> 1) ^ -(mapped & 1))) & mask;
    last = (last << up) >> up;
    out[i] = last;
  }
  bits.at = at;
  bits.held = held;
  bits.count = count;
  bits.last = last;
}
