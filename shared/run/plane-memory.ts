import type { Hdu } from '../core/fits/hdu.ts';
import { readFloat32, readImage } from '../core/fits/image.ts';
import { needPixels } from '../core/fits/image-size.ts';
import type { Pixels } from '../core/fits/scaling.ts';

/** Of the function's memory; the rest is the least that the program and its work take. */
const MAX_MEMORY_SHARE = 0.9;

/** The name sends what the function cannot hold to the larger one. */
class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/**
 * Whether a plane's pixels can be there and fit the function's memory: to be asked before they are
 * allocated, for few compressed bytes may declare very many. By default as float32. Throws
 * TooLarge, TruncatedFits, OutOfMemory.
 */
export function needMemory(hdu: Hdu, bytesPerPixel = Float32Array.BYTES_PER_ELEMENT): void {
  needPixels(hdu);
  // none outside a function
  const megabytes = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 0);
  const bytes = bytesPerPixel * hdu.shape.reduce((pixels, length) => pixels * length, 1);
  if (megabytes > 0 && bytes > MAX_MEMORY_SHARE * megabytes * 2 ** 20)
    throw new OutOfMemory(
      `The pixels of HDU ${hdu.index} take ${bytes} bytes, and the function has ${megabytes} MB: cut the image.`,
    );
}

/** `readFloat32` of what the function can hold. */
export async function readPlane(hdu: Hdu): Promise<Float32Array> {
  needMemory(hdu);
  return (await readFloat32(hdu)).data;
}

/**
 * The pixels in the type that they are stored in, of what the function can hold. Throws as
 * `readImage` and `needMemory`.
 */
export async function readStoredPlane(hdu: Hdu): Promise<Pixels> {
  needMemory(hdu, Math.abs(hdu.bitpix) / 8);
  return (await readImage(hdu)).data;
}
