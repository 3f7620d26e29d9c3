import { DataError } from '../errors.ts';
import { product } from './geometry.ts';
import { type Hdu, whereIs } from './hdu.ts';
import { neededNumber } from './numeric.ts';
import { type BinaryColumn, elementBytes, readDescriptor } from './tform.ts';
import type { TileLayout } from './tile-layout.ts';

/** A row of the table of a tile-compressed image: one tile. */
export interface TileRow {
  readonly hdu: Hdu;
  readonly layout: TileLayout;
  /** counted from 0 */
  readonly tile: number;
  /** of rows of the table */
  readonly view: DataView;
  /** offset of this one in them */
  readonly row: number;
}

/** A piece of the heap. */
export interface HeapRange {
  offset: number;
  bytes: number;
}

/**
 * All that a tile has in the heap. Throws MalformedFits where it is less than its pixels need:
 * nothing is allocated for them.
 */
export function heapRangesOf(tileRow: TileRow): HeapRange[] {
  const { hdu, layout, tile } = tileRow;
  const found: HeapRange[] = [];
  let pixelsPossible = 0;
  for (const column of ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA']) {
    const extent = heapRangeOf(tileRow, column);
    if (!extent || extent.bytes === 0) continue;
    found.push(extent);
    const ratio = column === 'COMPRESSED_DATA' ? layout.codec.maxPixelsPerByte : 1032;
    pixelsPossible = Math.max(pixelsPossible, extent.bytes * ratio);
  }
  if (pixelsPossible < boxOf(tileRow).pixels) {
    throw new DataError(
      'MalformedFits',
      `Tile ${tile + 1} has fewer bytes than its pixels need: the file is damaged.`,
      whereIs(hdu, 'COMPRESSED_DATA'),
    );
  }
  return found;
}

/** Where a tile's bytes of that column lie in the heap. Throws MalformedFits. */
export function heapRangeOf(
  { hdu, layout, view, row }: TileRow,
  column: string,
): (HeapRange & { field: BinaryColumn }) | undefined {
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

/**
 * A number of the tile's row, or of the keyword of that name when there is no such column. Throws
 * MalformedFits where the column has not one number for a tile.
 */
export function numberAt({ hdu, layout, view, row }: TileRow, name: string): number | undefined {
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

/** The part of the image that a tile holds. */
export interface TileBox {
  /** first pixel and length along each axis */
  start: number[];
  size: number[];
  pixels: number;
}

/** The pixels of a tile, counted from 0. */
export function boxOf({ hdu, layout, tile }: TileRow): TileBox {
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
