import { DataError } from '../../errors.ts';
import type { Bitpix } from '../geometry.ts';
import type { StoredPixels } from '../pixels.ts';

/** The tile whose bytes a codec gets. */
export interface CompressedTile {
  readonly pixels: number;
  /** type of the values that were compressed; 32 for quantised floats */
  readonly bitpix: Bitpix;
  /** the ZVALn whose ZNAMEn is `name` */
  parameter(name: string): number | undefined;
}

/** One ZCMPTYPE (FITS standard 4.0, section 10.4). */
export interface Codec {
  /** Exactly `tile.pixels` values, in whatever type they come; throws MalformedFits. */
  decode(bytes: Uint8Array, tile: CompressedTile): StoredPixels;
  /** No valid tile has more pixels for its bytes: what declares more is not worth an allocation. */
  readonly maxPixelsPerByte: number;
  /** whether it can hold float or 64-bit values as they are */
  readonly anyType: boolean;
}

/** The error for compressed bytes that mean nothing. */
export const corrupt = (what: string): DataError =>
  new DataError('MalformedFits', `${what}: the file is damaged.`);
