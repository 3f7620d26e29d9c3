import { cellOf, type FaceCell, facePointToLonLat } from './face.ts';

/** The deepest order whose pixel numbers (up to 12·4^24) are exact as numbers. */
export const NUMBER_ORDER = 24;
/** The deepest order whose pixel numbers fit 64 bits; HATS catalogues are sorted by it. */
const DEEPEST_ORDER = 29;

const TWO32 = 2 ** 32;

/**
 * The nested pixel of a position (degrees). Orders 0 to 24. Throws RangeError beyond, or for no
 * position.
 */
export function lonLatToHealpix(order: number, lon: number, lat: number): number {
  checkNumberOrder(order);
  return nestedPixel(order, ...cellAt(order, lon, lat));
}

/**
 * The nested pixel of order 29 of a position (degrees); shift right by 2·(29 − order) for its
 * parents. Throws RangeError for no position.
 */
export function healpix29(lon: number, lat: number): bigint {
  const cell = cellAt(DEEPEST_ORDER, lon, lat);
  return (BigInt(highWord(cell)) << 32n) | BigInt(lowWord(cell) >>> 0);
}

function cellAt(order: number, lon: number, lat: number): FaceCell {
  const cell = cellOf(1 << order, lon, lat);
  if (!cell) throw new RangeError(`no position: ${lon} ${lat}`);
  return cell;
}

// Which half of a 64-bit integer comes first in memory.
const lowHalf = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * The column `_healpix_29` of a catalogue: as healpix29 for all positions, without a BigInt each.
 * −1 for those that are none (NaN).
 */
export function fillHealpix29(lon: Float64Array, lat: Float64Array, out: BigInt64Array): void {
  const words = new Int32Array(out.buffer, out.byteOffset, 2 * out.length);
  for (let i = 0; i < lon.length; i++) {
    const cell = cellOf(1 << DEEPEST_ORDER, lon[i]!, lat[i]!);
    words[2 * i + lowHalf] = cell ? lowWord(cell) : -1;
    words[2 * i + 1 - lowHalf] = cell ? highWord(cell) : -1;
  }
}

/**
 * [lon, lat] of a pixel's centre, degrees. Orders 0 to 29; a number for those up to 24, a bigint
 * for any. Throws RangeError.
 */
export function healpixToLonLat(order: number, ipix: number | bigint): [number, number] {
  const nside = 2 ** order;
  const [face, x, y] = split(order, ipix);
  return facePointToLonLat(face, (x + 0.5) / nside, (y + 0.5) / nside);
}

/** A pixel's corners in degrees: north, west, south, east. As healpixToLonLat otherwise. */
export function healpixCorners(order: number, ipix: number | bigint): [number, number][] {
  const nside = 2 ** order;
  const [face, x, y] = split(order, ipix);
  const corner = (dx: number, dy: number): [number, number] =>
    facePointToLonLat(face, (x + dx) / nside, (y + dy) / nside);
  return [corner(1, 1), corner(0, 1), corner(0, 0), corner(1, 0)];
}

/** The nested pixel of a cell of a face. Orders 0 to 24. */
export function nestedPixel(order: number, face: number, x: number, y: number): number {
  const high = spread(x >>> 16) + 2 * spread(y >>> 16);
  const nside = 1 << order;
  return face * nside * nside + high * TWO32 + spread(x) + 2 * spread(y);
}

/**
 * The cell of a face that a nested pixel is. Throws RangeError for a pixel that the order has not.
 */
export function split(order: number, ipix: number | bigint): [face: number, x: number, y: number] {
  if (typeof ipix === 'bigint') return splitBigint(order, ipix);
  checkNumberOrder(order);
  const cells = 2 ** (2 * order);
  if (!(Number.isInteger(ipix) && ipix >= 0 && ipix < 12 * cells)) throw noPixel(order, ipix);
  const face = Math.floor(ipix / cells);
  const inFace = ipix - face * cells;
  return unravel(face, inFace >>> 0, Math.floor(inFace / TWO32));
}

function splitBigint(order: number, ipix: bigint): [face: number, x: number, y: number] {
  if (!(Number.isInteger(order) && order >= 0 && order <= DEEPEST_ORDER)) {
    throw new RangeError(`no order of HEALPix: ${order}`);
  }
  const cells = 1n << BigInt(2 * order);
  if (ipix < 0n || ipix >= 12n * cells) throw noPixel(order, ipix);
  const inFace = ipix % cells;
  return unravel(Number(ipix / cells), Number(inFace & 0xffffffffn), Number(inFace >> 32n));
}

const noPixel = (order: number, ipix: number | bigint): RangeError =>
  new RangeError(`no pixel of order ${order}: ${ipix}`);

const unravel = (face: number, low: number, high: number): [number, number, number] => [
  face,
  gather(low) | (gather(high) << 16),
  gather(low >>> 1) | (gather(high >>> 1) << 16),
];

function checkNumberOrder(order: number): void {
  if (Number.isInteger(order) && order >= 0 && order <= NUMBER_ORDER) return;
  throw new RangeError(
    `order ${order}: numbers of pixels are exact for whole orders from 0 to ${NUMBER_ORDER}; healpix29 gives that of order 29 as a bigint`,
  );
}

// At order 29, face·4^29 stands above bit 58: bit 26 of the upper word.
const lowWord = (c: FaceCell): number => spread(c[1]) | (spread(c[2]) << 1);
const highWord = (c: FaceCell): number =>
  (c[0] << 26) | spread(c[1] >>> 16) | (spread(c[2] >>> 16) << 1);

/** The lower 16 bits, each moved to twice its place. */
function spread(bits: number): number {
  let v = bits & 0xffff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

/** The bits at even places, moved together. */
function gather(bits: number): number {
  let v = bits & 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
}
