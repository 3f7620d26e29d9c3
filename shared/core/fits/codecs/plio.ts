import { type Codec, corrupt } from './codec.ts';

/** Operations of a pixel list, the upper 4 bits of a word; the lower 12 are its number. */
const ZEROS = 0;
const SET_HIGH = 1;
const RAISE = 2;
const LOWER = 3;
const FILL = 4;
const ZEROS_AND_ONE = 5;
const RAISE_AND_PUT = 6;
const LOWER_AND_PUT = 7;

/**
 * PLIO_1: IRAF's pixel lists, runs of masks in 16-bit words (FITS standard 4.0, section 10.4.3).
 */
export const plio: Codec = {
  decode(bytes, { pixels }) {
    const list = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const word = (index: number): number => list.getInt16(index * 2);
    const there = bytes.length >> 1;
    if (there < 3) throw corrupt('A PLIO_1 tile ends early');
    // Word 2 is the length; if it is not positive, words 3 and 4 are, and word 1 says how long the
    // list's header is.
    const short = word(2) > 0;
    if (!short && there < 5) throw corrupt('A PLIO_1 tile ends early');
    const first = short ? 3 : word(1);
    const length = short ? word(2) : word(4) * 2 ** 15 + word(3);
    if (length > there || length < 0 || first < 0) throw corrupt('A PLIO_1 tile ends early');

    const out = new Int32Array(pixels);
    let value = 1;
    let at = 0;
    const run = (count: number): number => {
      if (at + count > pixels) throw corrupt('A PLIO_1 tile has more pixels than the header says');
      at += count;
      return at;
    };
    for (let index = first; index < length; index++) {
      const number = word(index) & 0xfff;
      switch ((word(index) >>> 12) & 0xf) {
        case ZEROS:
          run(number);
          break;
        case FILL:
          out.fill(value, at, run(number));
          break;
        case ZEROS_AND_ONE:
          if (run(number) > 0) out[at - 1] = value;
          break;
        case SET_HIGH:
          index++;
          if (index < length) value = word(index) * 4096 + number;
          break;
        case RAISE:
          value += number;
          break;
        case LOWER:
          value -= number;
          break;
        case RAISE_AND_PUT:
        case LOWER_AND_PUT:
          value += word(index) >>> 12 === RAISE_AND_PUT ? number : -number;
          out[run(1) - 1] = value;
          break;
        default:
          throw corrupt('A PLIO_1 tile has an impossible operation');
      }
    }
    return out;
  },
  // An empty list of 14 bytes is a tile of zeros, whatever its size: this allows for 677 × 677
  // pixels of them.
  maxPixelsPerByte: 2 ** 15,
  anyType: false,
};
