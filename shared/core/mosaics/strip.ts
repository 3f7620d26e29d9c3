import type { Deflate } from '../fits/codecs/gzip.ts';
import {
  type Compression,
  compressStrip,
  type WrittenTile,
  wordAligned,
} from '../fits/compress.ts';
import { bytesOf, toBigEndian } from '../fits/pixels.ts';
import type { BufferPool } from './buffer-pool.ts';
import { type MeanPlanes, type MosaicPlanes, type PlaneKinds, planeBits } from './planes.ts';
import { pixelSets, planeOfRuns, sumOfByteRuns } from './sets.ts';

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
   * Of a plane whose pixels have few values: these, as 32-bit words, or as bytes where it has
   * bytes. The object holds runs of pixels, the same bytes for several planes; `sum` is of the
   * plane itself.
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

/** What else there is to know of a strip. */
export interface StripShape {
  readonly width: number;
  /** of the mosaic, a multiple of a compressed tile's rows */
  readonly firstRow: number;
  readonly kinds: Omit<PlaneKinds, 'hasError'>;
  /** bytes that follow the planes, and do not belong to the file */
  readonly behind: Uint8Array;
}

type Plane = Float32Array | Int32Array | Uint8Array;

/** The planes that are of which images meet, and not of their brightness; SCI and ERR are. */
const othersOf = ({ weight, coverage, context }: MosaicPlanes): [string, Plane][] => [
  ['WHT', weight],
  ['COV', coverage],
  ...context.map((plane, k): [string, Plane] => [contextName(k), asWords(plane)]),
];

const measuredOf = ({ science, error }: Pick<MosaicPlanes, 'science' | 'error'>) => [
  ['SCI', science] as const,
  ...(error ? [['ERR', error] as const] : []),
];

const contextName = (plane: number): string => `CTX${plane + 1}`;

const asWords = ({ buffer, byteOffset, length }: ArrayBufferView & { length: number }) =>
  new Int32Array(buffer, byteOffset, length);

/** The same planes, not by runs. */
function spread(planes: MeanPlanes | MosaicPlanes): MosaicPlanes {
  if (!('sets' in planes)) return planes;
  const { science, sets } = planes;
  const [weight, coverage, ...context] = sets.words.map((words) => {
    const out = new Uint32Array(science.length);
    planeOfRuns(words, sets.runs, out);
    return out;
  });
  return {
    science,
    weight: new Float32Array(weight!.buffer),
    coverage: asWords(coverage!),
    context,
  };
}

/** In the order of the mosaic's file. */
const inOrder = <T extends { readonly name: string }>(planes: readonly T[]): T[] =>
  planes.toSorted((a, b) => placeOf(a.name) - placeOf(b.name));

const order = ['SCI', 'WHT', 'COV', 'ERR'];

/** Planes of context are behind the others, as they come. */
const placeOf = (name: string): number =>
  order.includes(name) ? order.indexOf(name) : order.length;

/** The planes of some rows of a mosaic, and behind them what the file does not hold. */
export function encodeStrip(
  planes: MeanPlanes | MosaicPlanes,
  shape: StripShape,
  compression: StripCompression | undefined,
  buffers: BufferPool,
): EncodedStrip {
  return compression
    ? compressedStrip(spread(planes), shape, compression, buffers)
    : plainStrip(planes, shape, buffers);
}

/** As it will stand in the file. */
const narrowed = (name: string, plane: Plane, { kinds }: StripShape): Plane =>
  planeBits(name, kinds) === 8 ? Uint8Array.from(plane) : plane;

/** Values of SCI and ERR as they stand in the file; of the other planes, runs of their values. */
function plainStrip(
  planes: MeanPlanes | MosaicPlanes,
  shape: StripShape,
  buffers: BufferPool,
): EncodedStrip {
  const { behind, kinds } = shape;
  const isMean = 'sets' in planes;
  const others = isMean ? [] : othersOf(planes);
  const sets = isMean
    ? planes.sets
    : pixelSets(
        others.map(([, plane]) => new Uint32Array(plane.buffer, plane.byteOffset, plane.length)),
      );
  const runs = bytesOf(sets?.runs ?? new Uint32Array(0));
  const whole = [
    ...measuredOf(planes),
    ...(sets ? [] : others.map(([name, plane]) => [name, narrowed(name, plane, shape)] as const)),
  ];
  const length =
    whole.reduce((sum, [, plane]) => sum + wordAligned(plane.byteLength), 0) +
    runs.length +
    behind.length;
  const body =
    isMean && planes.room.length >= length
      ? planes.room.subarray(0, length)
      : buffers.take('body', Uint8Array, length);
  const out: StripPlane[] = [];
  let offset = 0;
  for (const [name, plane] of whole) {
    const bytes = plane.byteLength;
    out.push({
      name,
      offset,
      bytes,
      sum: toBigEndian(plane, body.subarray(offset, offset + bytes)),
    });
    offset += wordAligned(bytes);
  }
  if (sets) {
    body.set(runs, offset);
    for (const [k, words] of sets.words.entries()) {
      const name = ['WHT', 'COV'][k] ?? contextName(k - 2);
      const isNarrow = planeBits(name, kinds) === 8;
      const own = isNarrow && name === 'WHT' ? numbersOf(words) : words;
      const sum = isNarrow ? sumOfByteRuns(own, sets.runs) : sets.sums[k]!;
      out.push({ name, offset, bytes: runs.length, sum, words: own });
    }
    offset += runs.length;
  }
  body.set(behind, offset);
  return { planes: inOrder(out), body };
}

/** Float32 of their bits. */
const numbersOf = (words: readonly number[]): number[] => [
  ...new Float32Array(Uint32Array.from(words).buffer),
];

function compressedStrip(
  planes: MosaicPlanes,
  shape: StripShape,
  { tile, quantised, deflate }: StripCompression,
  buffers: BufferPool,
): EncodedStrip {
  const { width, firstRow, behind } = shape;
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const named = [...measuredOf(planes), ...othersOf(planes)];
  const sorted = inOrder(named.map(([name, pixels]) => ({ name, pixels })));
  const out = sorted.map(({ name, pixels }) => {
    const compression = compressionOf(name, width, tile, quantised);
    const own = narrowed(name, pixels, shape);
    const strip = compressStrip(own, firstRow / tile[1], compression, deflate);
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
