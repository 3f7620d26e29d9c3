import { DataError } from '../errors.ts';
import { gunzip } from './codecs/gzip.ts';
import { type Hdu, whereIs } from './hdu.ts';
import { allocatePixels, fromBigEndian, type StoredPixels } from './pixels.ts';
import { unquantise } from './quantise.ts';
import type { BinaryColumn } from './tform.ts';
import { boxOf, numberAt, type TileRow } from './tile-row.ts';

/** What a tile has in the heap under one column. */
export interface TileStream {
  bytes: Uint8Array;
  field: BinaryColumn;
}

/**
 * Pixels of one tile in the type of the image (ZBITPIX), unquantised but not scaled. Throws
 * DataError with the number of the tile where it is damaged.
 */
export function decodeTile(
  tileRow: TileRow,
  streamOf: (column: string) => TileStream | undefined,
): StoredPixels {
  const { hdu, layout, tile } = tileRow;
  const { pixels } = boxOf(tileRow);
  try {
    const compressed = streamOf('COMPRESSED_DATA');
    if (!compressed) return decodeFallback(hdu, pixels, streamOf);
    const scale = hdu.bitpix < 0 ? numberAt(tileRow, 'ZSCALE') : undefined;
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
    const zero = numberAt(tileRow, 'ZZERO') ?? 0;
    const blank = numberAt(tileRow, 'ZBLANK');
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
  streamOf: (column: string) => TileStream | undefined,
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

/**
 * Integers of any width as those of ZBITPIX. Lossy compression may overshoot the range: its ends
 * stand for what is beyond.
 */
function asStored(values: StoredPixels, hdu: Hdu): StoredPixels {
  const { bitpix } = hdu;
  const own = allocatePixels(bitpix, 0);
  if (values.constructor === own.constructor) return values;
  const out = allocatePixels(bitpix, values.length);
  const [min, max] =
    bitpix === 8 ? [0, 255] : bitpix === 16 ? [-32768, 32767] : [-(2 ** 31), 2 ** 31 - 1];
  for (let i = 0; i < values.length; i++) out[i] = Math.max(min, Math.min(max, Number(values[i])));
  return out;
}
