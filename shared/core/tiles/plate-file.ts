import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { bytesOf, swapBytes } from '../fits/pixels.ts';
import { NUMBER_ORDER } from '../healpix/pixel.ts';

/*
 * All tiles of a plate in one object: one PUT, and ranged reads of single tiles. Every tile is a
 * whole FITS file, so that to publish one is to copy a range. Before them stands the index,
 * little-endian:
 *
 *   bytes 0–7    'STARTILE'
 *   8–11         version, 2
 *   12–15        pixels along a tile's side
 *   16–19        number of tiles n
 *   20–23        0
 *   24 …         n entries of 40 bytes: order, bytes of the FITS header (uint32), npix, offset,
 *                length (float64), sum of the header's words (uint32; it holds CHECKSUM, so that
 *                other pixels have another one), 0
 *
 * Where tiles are published anyway, they stand in their own files only, and the index has the
 * offset 0 for them.
 */

/** Where a tile is in its plate's object. */
export interface TileEntry {
  readonly order: number;
  readonly npix: number;
  /** of the FITS file, in bytes; 0: the tile stands in a file of its own */
  readonly offset: number;
  readonly length: number;
  /** bytes before its pixels, and the sum of their words */
  readonly headerLength: number;
  readonly sum: number;
  /** pixels along its side */
  readonly width: number;
}

const MAGIC = 'STARTILE';
const VERSION = 2;
/** Bytes of the index before its entries. */
export const INDEX_HEAD = 24;
/** Bytes of each entry. */
export const INDEX_ENTRY = 40;
/** The index of a plate with three levels below it (at most 85 tiles) comes with the first read. */
const FIRST_READ = INDEX_HEAD + 85 * INDEX_ENTRY;
const WIDEST = 4096;
/** Rising order and npix. */
export const byPlace = (a: TileEntry, b: TileEntry): number => a.order - b.order || a.npix - b.npix;

/** The index alone, of tiles that stand each in a file of its own. */
export function indexOfFiles(width: number, tiles: readonly TileEntry[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(INDEX_HEAD + INDEX_ENTRY * tiles.length);
  putIndex(
    out,
    width,
    tiles.map((tile) => ({ ...tile, offset: 0 })),
  );
  return out;
}

/** Writes the index at the beginning of `out`. */
export function putIndex(
  out: Uint8Array<ArrayBuffer>,
  width: number,
  entries: readonly TileEntry[],
): void {
  const view = new DataView(out.buffer, out.byteOffset);
  for (let i = 0; i < MAGIC.length; i++) out[i] = MAGIC.charCodeAt(i);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, width, true);
  view.setUint32(16, entries.length, true);
  view.setUint32(20, 0, true);
  for (const [i, { order, npix, offset, length, headerLength, sum }] of entries.entries()) {
    const at = INDEX_HEAD + i * INDEX_ENTRY;
    view.setUint32(at, order, true);
    view.setUint32(at + 4, headerLength, true);
    view.setFloat64(at + 8, npix, true);
    view.setFloat64(at + 16, offset, true);
    view.setFloat64(at + 24, length, true);
    view.setUint32(at + 32, sum, true);
    view.setUint32(at + 36, 0, true);
  }
}

/**
 * The tiles of a plate's object, in rising order and npix. Throws MalformedFits for another
 * file, TruncatedFits for part of one.
 */
export async function readTileIndex(source: ByteSource): Promise<TileEntry[]> {
  let bytes = await source.read(0, FIRST_READ);
  if (bytes.length < INDEX_HEAD || !isMagic(bytes)) throw malformed(source, 'is no file of tiles');
  const head = new DataView(bytes.buffer, bytes.byteOffset, INDEX_HEAD);
  const version = head.getUint32(8, true);
  if (version !== VERSION)
    throw malformed(source, `has version ${version} of the file of tiles, which is not known here`);
  const width = head.getUint32(12, true);
  const count = head.getUint32(16, true);
  const end = INDEX_HEAD + count * INDEX_ENTRY;
  if (!(width > 0 && width <= WIDEST))
    throw malformed(source, `says that its tiles are ${width} pixels wide`);
  if (end > source.size) throw truncated(source, end);
  if (end > bytes.length) bytes = await source.read(0, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  return Array.from({ length: count }, (_, i) => {
    const at = INDEX_HEAD + i * INDEX_ENTRY;
    const entry: TileEntry = {
      order: view.getUint32(at, true),
      headerLength: view.getUint32(at + 4, true),
      npix: view.getFloat64(at + 8, true),
      offset: view.getFloat64(at + 16, true),
      length: view.getFloat64(at + 24, true),
      sum: view.getUint32(at + 32, true),
      width,
    };
    checkEntry(source, entry, end);
    return entry;
  });
}

/**
 * A tile's pixels alone, FITS's first row first, in `into` where that is given. `source`: the
 * plate's object, or the file in which the tile stands by itself. Throws TruncatedFits.
 */
export async function readTile(
  source: ByteSource,
  entry: TileEntry,
  into?: Float32Array,
): Promise<Float32Array> {
  const pixels = entry.width * entry.width;
  const data = into ? into.subarray(0, pixels) : new Float32Array(pixels);
  const from = entry.offset + entry.headerLength;
  const bytes = await source.read(from, data.byteLength, bytesOf(data));
  if (bytes.length < data.byteLength) throw truncated(source, from + data.byteLength);
  swapBytes(data, 4);
  return data;
}

const isMagic = (bytes: Uint8Array): boolean =>
  [...MAGIC].every((letter, i) => bytes[i] === letter.charCodeAt(0));

function checkEntry(source: ByteSource, entry: TileEntry, start: number): void {
  const { order, npix, offset, length, headerLength, width } = entry;
  const isTile =
    order <= NUMBER_ORDER && Number.isInteger(npix) && npix >= 0 && npix < 12 * 4 ** order;
  const isApart = offset === 0;
  const isPlace =
    (isApart || (Number.isSafeInteger(offset) && offset >= start)) && Number.isSafeInteger(length);
  if (!(isTile && isPlace && headerLength + 4 * width * width <= length)) {
    throw malformed(source, `has a damaged index (tile ${npix} of order ${order})`);
  }
  if (!isApart && offset + length > source.size) throw truncated(source, offset + length);
}

const malformed = ({ uri }: ByteSource, trouble: string): DataError =>
  new DataError('MalformedFits', `The object ${trouble}: paint its plate again.`, { uri });

const truncated = ({ uri, size }: ByteSource, end: number): DataError =>
  new DataError(
    'TruncatedFits',
    `The tiles reach to byte ${end}, but the object ends at byte ${size}: paint its plate again.`,
    {
      uri,
    },
  );
