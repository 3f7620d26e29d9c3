import { BitReader } from './bits.ts';
import { type Codec, corrupt } from './codec.ts';
import { inverseHTransform } from './htransform.ts';
import { readBitPlanes } from './quadtree.ts';

/**
 * magic, nx, ny, scale (32 bits each), sum of all pixels (64 bits), bit planes of the three kinds
 * of quadrant
 */
const HEADER_BYTES = 25;
const MAGIC = 0xdd99;
const MAX_PLANES = 62;

/**
 * HCOMPRESS_1: the H-transform in quadtree-coded bit planes (R. White, M. Postman and M. Lattanzi
 * 1992, in "Digitised Optical Sky Surveys"; FITS standard 4.0, section 10.4.4). Sizes come from the
 * header and are only compared with the stream's.
 */
export const hcompress: Codec = {
  decode(bytes, tile) {
    if (bytes.length < HEADER_BYTES) throw corrupt('An HCOMPRESS_1 tile ends early');
    const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const rows = head.getInt32(2);
    const columns = head.getInt32(6);
    const scale = head.getInt32(10);
    const sum = Number(head.getBigInt64(14));
    const planes = [bytes[22]!, bytes[23]!, bytes[24]!] as const;
    if (head.getUint16(0) !== MAGIC || rows < 1 || columns < 1 || rows * columns !== tile.pixels) {
      throw corrupt('An HCOMPRESS_1 tile is not of the size in the header');
    }
    const maxPlanes = Math.max(...planes);
    if (maxPlanes > MAX_PLANES || scale < 0)
      throw corrupt('An HCOMPRESS_1 tile has an impossible number of bits');

    // Sums of up to four coefficients and a rounding must fit; else 64-bit values in doubles, exact
    // to 2^53.
    const largest = Math.max(Math.abs(sum), 2 ** maxPlanes) * Math.max(scale, 1);
    const wide = largest >= 2 ** 28;
    const coefficients = wide ? new Float64Array(tile.pixels) : new Int32Array(tile.pixels);
    const bits = new BitReader(bytes, HEADER_BYTES);
    const upper = (rows + 1) >> 1;
    const left = (columns + 1) >> 1;
    const quadrant = (offset: number, height: number, width: number, count: number): void =>
      readBitPlanes(bits, { coefficients, stride: columns, offset, height, width }, count);
    quadrant(0, upper, left, planes[0]);
    quadrant(left, upper, columns >> 1, planes[1]);
    quadrant(columns * upper, rows >> 1, left, planes[1]);
    quadrant(columns * upper + left, rows >> 1, columns >> 1, planes[2]);
    if (bits.read(4) !== 0) throw corrupt('An HCOMPRESS_1 tile has no end mark');
    readSigns(bits, coefficients);
    coefficients[0] = sum;
    if (scale > 1)
      for (let i = 0; i < coefficients.length; i++) coefficients[i] = coefficients[i]! * scale;
    return inverseHTransform(coefficients, rows, columns, tile.parameter('SMOOTH') ? scale : 0);
  },
  // A constant tile takes some 27 bytes, whatever its size: this allows for 660 × 660 pixels of
  // them.
  maxPixelsPerByte: 2 ** 14,
  anyType: false,
};

/** One bit, from the next whole byte on, for every coefficient that is not 0. */
function readSigns(bits: BitReader, coefficients: Int32Array | Float64Array): void {
  bits.align();
  for (let i = 0; i < coefficients.length; i++) {
    if (coefficients[i] !== 0 && bits.read(1) === 1) coefficients[i] = -coefficients[i]!;
  }
  bits.check();
}
