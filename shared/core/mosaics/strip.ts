import { sum32 } from '../fits/checksum.ts';
import type { Deflate } from '../fits/codecs/gzip.ts';
import { type CompressedTile, type Compression, compressStrip } from '../fits/compress.ts';
import { bytesOf, swapBytes } from '../fits/pixels.ts';
import type { MosaicPlanes } from './planes.ts';

/** One plane of a strip, as it will stand in the file: what the strip's object holds of it. */
export interface StripPlane {
  /** SCI, WHT, COV, ERR, or CTX and a number from 1 */
  readonly name: string;
  /** in the strip's object */
  readonly offset: number;
  readonly bytes: number;
  /** of the bytes, see `sum32` */
  readonly sum: number;
  /** of a compressed plane */
  readonly tiles?: readonly CompressedTile[] | undefined;
}

/** A strip's planes as bytes. */
export interface EncodedStrip {
  readonly planes: readonly StripPlane[];
  readonly pieces: readonly Uint8Array[];
}

/** How planes are compressed; `quantised` is of SCI and ERR alone. */
export interface StripCompression {
  readonly tile: readonly [number, number];
  readonly quantised?: number | undefined;
  readonly deflate: Deflate;
}

/** The planes of a mosaic in the order of its file. */
export function namedPlanes(planes: MosaicPlanes): [string, Float32Array | Int32Array][] {
  const { science, weight, coverage, error, context } = planes;
  return [
    ['SCI', science],
    ['WHT', weight],
    ['COV', coverage],
    ...(error ? ([['ERR', error]] as [string, Float32Array][]) : []),
    ...context.map((plane, k): [string, Int32Array] => [
      `CTX${k + 1}`,
      new Int32Array(plane.buffer, plane.byteOffset, plane.length),
    ]),
  ];
}

/**
 * The planes of some rows of a mosaic as they stand in its file; the arrays are overwritten.
 * `firstRow`: of the mosaic, a multiple of a compressed tile's rows.
 */
export function encodeStrip(
  planes: MosaicPlanes,
  width: number,
  firstRow: number,
  compression: StripCompression | undefined,
): EncodedStrip {
  const out: StripPlane[] = [];
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const [name, pixels] of namedPlanes(planes)) {
    const { bytes, sum, tiles } = compression
      ? compressed(name, pixels, width, firstRow, compression)
      : plain(pixels);
    out.push({ name, offset, bytes: bytes.length, sum, ...(tiles ? { tiles } : {}) });
    pieces.push(bytes);
    offset += bytes.length;
  }
  return { planes: out, pieces };
}

function plain(pixels: Float32Array | Int32Array) {
  const bytes = bytesOf(pixels);
  swapBytes(bytes, 4);
  return { bytes, sum: sum32(bytes), tiles: undefined };
}

function compressed(
  name: string,
  pixels: Float32Array | Int32Array,
  width: number,
  firstRow: number,
  { tile, quantised, deflate }: StripCompression,
) {
  const compression = compressionOf(name, width, tile, quantised);
  const { tiles, heap, heapSum } = compressStrip(pixels, firstRow / tile[1], compression, deflate);
  return { bytes: heap, sum: heapSum, tiles };
}

/** ZDITHER0 of all mosaics: the same bytes again. */
const SEED = 1;

/** How one plane is compressed. */
export const compressionOf = (
  name: string,
  width: number,
  tile: readonly [number, number],
  quantised: number | undefined,
): Compression => ({
  width,
  tile,
  ...(quantised !== undefined && (name === 'SCI' || name === 'ERR')
    ? { quantised: { steps: quantised, seed: SEED } }
    : {}),
});
