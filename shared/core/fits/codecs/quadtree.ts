import type { BitReader } from './bits.ts';
import { corrupt } from './codec.ts';

const DIRECT = 0;
const HUFFMAN = 15;

/** The prefix code of the 4-bit quads: [quad, code, its bits]. */
const codes: readonly (readonly [number, number, number])[] = [
  [1, 0b000, 3],
  [2, 0b001, 3],
  [4, 0b010, 3],
  [8, 0b011, 3],
  [3, 0b1000, 4],
  [5, 0b1001, 4],
  [10, 0b1010, 4],
  [12, 0b1011, 4],
  [15, 0b1100, 4],
  [6, 0b11010, 5],
  [7, 0b11011, 5],
  [9, 0b11100, 5],
  [11, 0b11101, 5],
  [13, 0b11110, 5],
  [0, 0b111110, 6],
  [14, 0b111111, 6],
];
const LONGEST = 6;
/** For every 6 bits: quad · 16 + bits of its code. */
const lookup = new Uint8Array(1 << LONGEST);
for (const [quad, code, bits] of codes) {
  const first = code << (LONGEST - bits);
  lookup.fill(quad * 16 + bits, first, first + (1 << (LONGEST - bits)));
}

/** A rectangle of an array of coefficients that is `stride` wide. */
export interface Quadrant {
  coefficients: Int32Array | Float64Array;
  stride: number;
  /** of its first coefficient */
  offset: number;
  height: number;
  width: number;
}

/**
 * Adds the bit planes, highest first, of one quadrant to the magnitudes of its coefficients. Each
 * plane is a quadtree: a quad says which of its four children are not all zero. Throws
 * MalformedFits at a code that means nothing.
 */
export function readBitPlanes(bits: BitReader, quadrant: Quadrant, planes: number): void {
  const { height, width } = quadrant;
  if (planes === 0 || height === 0 || width === 0) return;
  const levels = Math.max(1, Math.ceil(Math.log2(Math.max(height, width))));
  const quads = ((height + 1) >> 1) * ((width + 1) >> 1);
  let parents = new Uint8Array(quads);
  let children = new Uint8Array(quads);
  for (let plane = planes - 1; plane >= 0; plane--) {
    const value = 2 ** plane;
    const kind = bits.read(4);
    if (kind === DIRECT) {
      for (let i = 0; i < quads; i++) parents[i] = bits.read(4);
    } else if (kind === HUFFMAN) {
      parents[0] = readQuad(bits);
      for (let level = levels - 1; level >= 1; level--) {
        const rows = (height + (1 << level) - 1) >> level;
        const columns = (width + (1 << level) - 1) >> level;
        expand(bits, parents, children, rows, columns);
        [parents, children] = [children, parents];
      }
    } else {
      throw corrupt('An HCOMPRESS_1 tile has an impossible code');
    }
    addBits(parents, quadrant, value);
    bits.check();
  }
}

function readQuad(bits: BitReader): number {
  while (bits.count < LONGEST) {
    bits.held = ((bits.held << 8) | (bits.bytes[bits.at++] ?? 0)) & 0xffffff;
    bits.count += 8;
  }
  const entry = lookup[(bits.held >>> (bits.count - LONGEST)) & 63]!;
  bits.count -= entry & 15;
  return entry >> 4;
}

/**
 * One level down, from the last to the first: reads the quad of every child that its parent says is
 * not all zero.
 */
function expand(
  bits: BitReader,
  parents: Uint8Array,
  children: Uint8Array,
  rows: number,
  columns: number,
): void {
  const { bytes } = bits;
  let { at, held, count } = bits;
  const parentColumns = (columns + 1) >> 1;
  for (let i = rows - 1; i >= 0; i--) {
    const parentRow = (i >> 1) * parentColumns;
    const row = i * columns;
    const shift = i & 1 ? 0 : 2;
    for (let j = columns - 1; j >= 0; j--) {
      const parent = parents[parentRow + (j >> 1)]!;
      if (((parent >> (shift + 1 - (j & 1))) & 1) === 0) {
        children[row + j] = 0;
        continue;
      }
      while (count < LONGEST) {
        held = ((held << 8) | (bytes[at++] ?? 0)) & 0xffffff;
        count += 8;
      }
      const entry = lookup[(held >>> (count - LONGEST)) & 63]!;
      count -= entry & 15;
      children[row + j] = entry >> 4;
    }
  }
  bits.at = at;
  bits.held = held;
  bits.count = count;
}

function addBits(
  quads: Uint8Array,
  { coefficients: target, stride, offset, height, width }: Quadrant,
  value: number,
): void {
  const quadColumns = (width + 1) >> 1;
  for (let i = 0, quad = 0; i < height; i += 2) {
    const upper = offset + i * stride;
    const lower = upper + stride;
    const twoRows = i + 1 < height;
    for (let j = 0; j < quadColumns; j++, quad++) {
      const four = quads[quad]!;
      if (four === 0) continue;
      const at = 2 * j;
      const twoColumns = at + 1 < width;
      if (four & 8) target[upper + at] = target[upper + at]! + value;
      if (four & 4 && twoColumns) target[upper + at + 1] = target[upper + at + 1]! + value;
      if (four & 2 && twoRows) target[lower + at] = target[lower + at]! + value;
      if (four & 1 && twoRows && twoColumns)
        target[lower + at + 1] = target[lower + at + 1]! + value;
    }
  }
}
