import { DataError } from '../errors.ts';
import { gunzip } from './codecs/gzip.ts';
import { product } from './geometry.ts';
import { type Hdu, readData, whereIs } from './hdu.ts';
import { neededNumber } from './numeric.ts';
import { allocatePixels, fromBigEndian, type StoredPixels } from './pixels.ts';
import { unquantise } from './quantise.ts';
import { type BinaryColumn, elementBytes, readDescriptor } from './tform.ts';
import { type TileLayout, tileLayoutOf } from './tile-layout.ts';

/**
 * Takes pixels that lie one after the other in the image: `first` is the index of the first of
 * them.
 */
export type TakeRun = (run: StoredPixels, first: number) => void;

/** The tiles that hold some rows of an image, fetched and checked but not decoded. */
export interface FetchedTiles {
  /** Decodes tile by tile. Throws MalformedFits. */
  decode(take: TakeRun): void;
}

interface Stream {
  bytes: Uint8Array;
  field: BinaryColumn;
}

/**
 * Fetches the tiles of rows [y0, y0 + rows) of a tile-compressed image (all planes of one with more
 * axes than two): the whole table in one read when all rows are wanted, else the table's rows and
 * their part of the heap. Throws MalformedFits, UnsupportedFits, TruncatedFits.
 */
export async function fetchTiles(hdu: Hdu, y0: number, rows: number): Promise<FetchedTiles> {
  const layout = tileLayoutOf(hdu);
  const height = hdu.shape[1] ?? 1;
  const tileHeight = layout.tile[1] ?? 1;
  const perRow = layout.grid[0]!;
  const all = rows === height;
  const first = all ? 0 : Math.floor(y0 / tileHeight) * perRow;
  const last = all ? product(layout.grid) : Math.ceil((y0 + rows) / tileHeight) * perRow;

  const whole = all ? await readData(hdu, 0, hdu.dataBytes) : undefined;
  const table =
    whole ?? (await readData(hdu, first * layout.rowBytes, (last - first) * layout.rowBytes));
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const rowOf = (tile: number): number => (tile - first) * layout.rowBytes;

  let from = layout.heap.bytes;
  let to = 0;
  for (let tile = first; tile < last; tile++) {
    for (const { offset, bytes } of extentsOf(hdu, layout, view, rowOf(tile), tile)) {
      from = Math.min(from, offset);
      to = Math.max(to, offset + bytes);
    }
  }
  const heapBytes = Math.max(0, to - from);
  const heap = whole
    ? whole.subarray(layout.heap.offset + from, layout.heap.offset + from + heapBytes)
    : await readData(hdu, layout.heap.offset + from, heapBytes);

  const streamOf = (tile: number, column: string): Stream | undefined => {
    const extent = extentOf(hdu, layout, view, rowOf(tile), column);
    if (!extent || extent.bytes === 0) return undefined;
    return {
      bytes: heap.subarray(extent.offset - from, extent.offset - from + extent.bytes),
      field: extent.field,
    };
  };
  const decode = (take: TakeRun): void => {
    for (let tile = first; tile < last; tile++) {
      const pixels = decodeTile(hdu, layout, tile, view, rowOf(tile), (column) =>
        streamOf(tile, column),
      );
      spread(hdu, boxOf(hdu, layout, tile), pixels, take);
    }
  };
  return { decode };
}

/**
 * All that a tile has in the heap. Throws MalformedFits where it is less than its pixels need:
 * nothing is allocated for them.
 */
export function extentsOf(
  hdu: Hdu,
  layout: TileLayout,
  view: DataView,
  row: number,
  tile: number,
): { offset: number; bytes: number }[] {
  const found: { offset: number; bytes: number }[] = [];
  let pixelsPossible = 0;
  for (const column of ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA']) {
    const extent = extentOf(hdu, layout, view, row, column);
    if (!extent || extent.bytes === 0) continue;
    found.push(extent);
    const ratio = column === 'COMPRESSED_DATA' ? layout.codec.maxPixelsPerByte : 1032;
    pixelsPossible = Math.max(pixelsPossible, extent.bytes * ratio);
  }
  if (pixelsPossible < boxOf(hdu, layout, tile).pixels) {
    throw new DataError(
      'MalformedFits',
      `Tile ${tile + 1} has fewer bytes than its pixels need: the file is damaged.`,
      whereIs(hdu, 'COMPRESSED_DATA'),
    );
  }
  return found;
}

/** Where a tile's bytes of that column lie in the heap. Throws MalformedFits. */
export function extentOf(
  hdu: Hdu,
  layout: TileLayout,
  view: DataView,
  row: number,
  column: string,
): { field: BinaryColumn; offset: number; bytes: number } | undefined {
  const field = layout.fields.get(column);
  if (!field?.descriptor) return undefined;
  const { count, offset } = readDescriptor(view, row + field.offset, field.descriptor);
  const bytes = count > 0 ? elementBytes(field.type, count) : 0;
  if (count < 0 || offset < 0 || (bytes > 0 && offset + bytes > layout.heap.bytes)) {
    throw new DataError(
      'MalformedFits',
      'A tile lies outside the heap: the file is damaged.',
      whereIs(hdu, column),
    );
  }
  return { field, offset, bytes };
}

/** Pixels of one tile in the type of the image (ZBITPIX), unquantised but not scaled. */
export function decodeTile(
  hdu: Hdu,
  layout: TileLayout,
  tile: number,
  view: DataView,
  row: number,
  streamOf: (column: string) => Stream | undefined,
): StoredPixels {
  const { pixels } = boxOf(hdu, layout, tile);
  try {
    const compressed = streamOf('COMPRESSED_DATA');
    if (!compressed) return decodeFallback(hdu, pixels, streamOf);
    const scale = hdu.bitpix < 0 ? numberAt(hdu, layout, view, row, 'ZSCALE') : undefined;
    const quantised = scale !== undefined;
    if (!quantised && !layout.codec.anyType && (hdu.bitpix < 0 || hdu.bitpix === 64)) {
      throw new DataError(
        'MalformedFits',
        `ZBITPIX = ${hdu.bitpix} without ZSCALE is not possible with this ZCMPTYPE.`,
      );
    }
    const values = layout.codec.decode(compressed.bytes, {
      pixels,
      bitpix: quantised ? 32 : hdu.bitpix,
      parameter: (name) => layout.parameters.get(name),
    });
    if (!quantised) return asStored(values, hdu);
    const out = hdu.bitpix === -32 ? new Float32Array(pixels) : new Float64Array(pixels);
    const zero = numberAt(hdu, layout, view, row, 'ZZERO') ?? 0;
    const blank = numberAt(hdu, layout, view, row, 'ZBLANK');
    const integers = values instanceof Int32Array ? values : Int32Array.from(values as Int16Array);
    unquantise(integers, out, layout.quantisation, { row: tile, scale, zero, blank });
    return out;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(
      error.name,
      `Tile ${tile + 1}: ${error.message}`,
      whereIs(hdu, 'COMPRESSED_DATA'),
      {
        cause: error,
      },
    );
  }
}

/** A tile that did not compress or quantise well is stored through gzip, or as it is. */
function decodeFallback(
  hdu: Hdu,
  pixels: number,
  streamOf: (column: string) => Stream | undefined,
): StoredPixels {
  const own = (pixels * Math.abs(hdu.bitpix)) / 8;
  const zipped = streamOf('GZIP_COMPRESSED_DATA');
  const bytes = zipped
    ? gunzip(zipped.bytes, own)
    : (streamOf('UNCOMPRESSED_DATA')?.bytes ?? new Uint8Array(0));
  if (bytes.length !== own) {
    throw new DataError(
      'MalformedFits',
      `${bytes.length} bytes are there for ${pixels} pixels: the file is damaged.`,
    );
  }
  return fromBigEndian(bytes, hdu.bitpix);
}

/** A number of the tile's row, or of the keyword of that name when there is no such column. */
function numberAt(
  hdu: Hdu,
  layout: TileLayout,
  view: DataView,
  row: number,
  name: string,
): number | undefined {
  const field = layout.fields.get(name);
  if (!field) return neededNumber(hdu.storedHeader, name, whereIs(hdu));
  if (field.repeat !== 1) {
    throw new DataError(
      'MalformedFits',
      `The column ${name} has ${field.repeat} values for a tile, not one.`,
    );
  }
  const at = row + field.offset;
  switch (field.descriptor ? 'P' : field.type) {
    case 'D':
      return view.getFloat64(at);
    case 'E':
      return view.getFloat32(at);
    case 'K':
      return Number(view.getBigInt64(at));
    case 'J':
      return view.getInt32(at);
    case 'I':
      return view.getInt16(at);
    case 'B':
      return view.getUint8(at);
    default:
      throw new DataError('MalformedFits', `The column ${name} holds no numbers.`);
  }
}

/**
 * Integers of any width as those of ZBITPIX. Lossy compression may overshoot the range: its ends
 * stand for what is beyond.
 */
function asStored(values: StoredPixels, hdu: Hdu): StoredPixels {
  const { bitpix } = hdu;
  const own = allocatePixels(bitpix, 0);
  if (values.constructor === own.constructor) return values;
  const out = allocatePixels(bitpix, values.length);
  const [least, most] =
    bitpix === 8 ? [0, 255] : bitpix === 16 ? [-32768, 32767] : [-(2 ** 31), 2 ** 31 - 1];
  for (let i = 0; i < values.length; i++)
    out[i] = Math.max(least, Math.min(most, Number(values[i])));
  return out;
}

interface Box {
  /** first pixel and length along each axis */
  start: number[];
  size: number[];
  pixels: number;
}

/** The pixels of a tile, counted from 0. */
export function boxOf(hdu: Hdu, layout: TileLayout, tile: number): Box {
  const start: number[] = [];
  const size: number[] = [];
  let rest = tile;
  for (let axis = 0; axis < hdu.shape.length; axis++) {
    const tiles = layout.grid[axis]!;
    const at = (rest % tiles) * layout.tile[axis]!;
    rest = Math.floor(rest / tiles);
    start.push(at);
    size.push(Math.min(layout.tile[axis]!, hdu.shape[axis]! - at));
  }
  return { start, size, pixels: product(size) };
}

/** Hands a tile on in runs as long as they are one piece of the image. */
function spread(hdu: Hdu, { start, size, pixels }: Box, values: StoredPixels, take: TakeRun): void {
  const { shape } = hdu;
  // Axes that the tile spans wholly join the next one.
  let joined = 1;
  let run = size[0]!;
  while (joined < shape.length && size[joined - 1] === shape[joined - 1]) run *= size[joined++]!;
  const at = [...start];
  for (let done = 0; done < pixels; done += run) {
    let first = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) first = first * shape[axis]! + at[axis]!;
    take(values.subarray(done, done + run), first);
    for (let axis = joined; axis < shape.length; axis++) {
      at[axis] = at[axis]! + 1;
      if (at[axis]! < start[axis]! + size[axis]!) break;
      at[axis] = start[axis]!;
    }
  }
}
