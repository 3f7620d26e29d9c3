import type { Deflate } from '../fits/codecs/gzip.ts';
import { type Compression, compressStrip, type WrittenTile } from '../fits/compress.ts';
import { bytesOf, toBigEndian } from '../fits/pixels.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { MosaicPlanes } from './planes.ts';
import { pixelSets } from './sets.ts';

/** One plane of a strip, as it will stand in the file: what the strip's object holds of it. */
export interface StripPlane {
  /** SCI, WHT, COV, ERR, or CTX and a number from 1 */
  readonly name: string;
  /** in the strip's object */
  readonly offset: number;
  readonly bytes: number;
  /** of the bytes, see `sum32` */
  readonly sum: number;
  /**
   * Of a plane whose pixels have few values: these, as 32-bit words. The object holds runs of
   * pixels, the same bytes for several planes; `sum` is of the plane itself.
   */
  readonly words?: readonly number[] | undefined;
  /** of a compressed plane */
  readonly tiles?: readonly WrittenTile[] | undefined;
}

/** A strip's planes as bytes. */
export interface EncodedStrip {
  readonly planes: readonly StripPlane[];
  /** in memory of the buffer pool */
  readonly body: Uint8Array;
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
 * The planes of some rows of a mosaic, and `behind` them what the file does not hold. `firstRow`:
 * of the mosaic, a multiple of a compressed tile's rows.
 */
export function encodeStrip(
  planes: MosaicPlanes,
  shape: { width: number; firstRow: number; behind: Uint8Array },
  compression: StripCompression | undefined,
  buffers: BufferPool,
): EncodedStrip {
  return compression
    ? compressedStrip(planes, shape, compression, buffers)
    : plainStrip(planes, shape.behind, buffers);
}

/** Values of SCI and ERR as they stand in the file; of the other planes, runs of their values. */
function plainStrip(planes: MosaicPlanes, behind: Uint8Array, buffers: BufferPool): EncodedStrip {
  const pixels = planes.science.length;
  const named = namedPlanes(planes);
  const others = named.filter(([name]) => !isMeasured(name));
  const sets = pixelSets(
    others.map(([, plane]) => new Uint32Array(plane.buffer, plane.byteOffset, pixels)),
  );
  const whole = sets ? named.filter(([name]) => isMeasured(name)) : named;
  const runs = bytesOf(sets?.runs ?? new Uint32Array(0));
  const length = 4 * pixels * whole.length + runs.length + behind.length;
  const body = buffers.take('body', Uint8Array, length);
  const out = new Map<string, StripPlane>();
  let offset = 0;
  for (const [name, plane] of whole) {
    const sum = toBigEndian(plane, body.subarray(offset, offset + 4 * pixels));
    out.set(name, { name, offset, bytes: 4 * pixels, sum });
    offset += 4 * pixels;
  }
  if (sets) {
    body.set(runs, offset);
    const { sums, words } = sets;
    for (const [k, [name]] of others.entries())
      out.set(name, { name, offset, bytes: runs.length, sum: sums[k]!, words: words[k]! });
    offset += runs.length;
  }
  body.set(behind, offset);
  return { planes: named.map(([name]) => out.get(name)!), body };
}

/** Whether a plane's values are of its pixels' brightness, and not of which images meet there. */
const isMeasured = (name: string): boolean => name === 'SCI' || name === 'ERR';

function compressedStrip(
  planes: MosaicPlanes,
  { width, firstRow, behind }: { width: number; firstRow: number; behind: Uint8Array },
  { tile, quantised, deflate }: StripCompression,
  buffers: BufferPool,
): EncodedStrip {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const out = namedPlanes(planes).map(([name, pixels]) => {
    const compression = compressionOf(name, width, tile, quantised);
    const strip = compressStrip(pixels, firstRow / tile[1], compression, deflate);
    const plane = {
      name,
      offset,
      bytes: strip.heap.length,
      sum: strip.heapSum,
      tiles: strip.tiles,
    };
    pieces.push(strip.heap);
    offset += strip.heap.length;
    return plane;
  });
  const body = buffers.take('body', Uint8Array, offset + behind.length);
  for (const [k, piece] of pieces.entries()) body.set(piece, out[k]!.offset);
  body.set(behind, offset);
  return { planes: out, body };
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
