import { DataError } from '../errors.ts';
import { allCodecs } from './codecs/registry.ts';
import { pixelsOf } from './geometry.ts';
import { type Hdu, whereIs } from './hdu.ts';

/**
 * The largest image given out in one piece: as float32 it leaves 64 MiB of the 4 GiB that
 * WebAssembly has.
 */
const MAX_PIXELS = 2 ** 30 - 2 ** 24;
/**
 * Pixels of the longest row or column that is searched or painted: what is kept for each of them is
 * no small part any more of an image's memory. A scan of 120° at 0.4 arcsec has as many.
 */
const LONGEST_SIDE = 2 ** 20;
/** Pixels for each byte of a tile that gzip packs where its codec does not. */
const GZIP_RATIO = 1032;

/**
 * Whether the pixels of an image HDU can be there and are a picture's, from its header and the size
 * of its file: before gigabytes are read, or work is planned for them. Throws TooLarge,
 * TruncatedFits.
 */
export function needPixels(hdu: Hdu): void {
  const pixels = pixelsOf(hdu.shape);
  const axis = hdu.shape.findIndex((length) => length > LONGEST_SIDE);
  if (axis >= 0)
    throw new DataError(
      'TooLarge',
      `NAXIS${axis + 1} = ${hdu.shape[axis]} is longer than any picture of the sky (${LONGEST_SIDE}): cut it.`,
      whereIs(hdu, `NAXIS${axis + 1}`),
    );
  checkSize(hdu, pixels);
  checkBytes(hdu, hdu.dataBytes);
  if (hdu.kind !== 'compressed') return;
  const codec = allCodecs.get(hdu.storedHeader.string('ZCMPTYPE') ?? '');
  const most = Math.max(GZIP_RATIO, codec?.maxPixelsPerByte ?? 0) * hdu.dataBytes;
  if (pixels <= most) return;
  throw new DataError(
    'TooLarge',
    `The header claims ${pixels} pixels, and ${hdu.dataBytes} compressed bytes hold ${Math.floor(most)} at most: fetch the file again, or unpack it first.`,
    whereIs(hdu, 'ZNAXIS'),
  );
}

/**
 * Before anything is allocated: the declared size against what a process can hold. Throws TooLarge.
 */
export function checkSize(hdu: Hdu, pixels: number): void {
  if (pixels <= MAX_PIXELS) return;
  throw new DataError(
    'TooLarge',
    `The image has ${pixels} pixels, more than ${MAX_PIXELS}: read it by rows, or cut it.`,
    whereIs(hdu, 'NAXIS'),
  );
}

/** Before anything is allocated: the declared size against the file's. Throws TruncatedFits. */
export function checkBytes(hdu: Hdu, bytes: number): void {
  if (bytes <= hdu.dataBytes && hdu.dataOffset + bytes <= hdu.source.size) return;
  throw new DataError(
    'TruncatedFits',
    `The pixels take ${bytes} bytes from byte ${hdu.dataOffset} on, but the file ends at byte ${hdu.source.size}: fetch it again.`,
    whereIs(hdu),
  );
}
