import type { Hdu } from '../core/fits/hdu.ts';
import { readFloat32, readImage } from '../core/fits/image.ts';
import { needPixels } from '../core/fits/image-size.ts';
import type { Pixels } from '../core/fits/scaling.ts';

/** Of the function's memory; the rest is the least that the program and its work take. */
const MAX_MEMORY_SHARE = 0.9;

/** The name sends what the function cannot hold to the larger one. */
export class NeedsMoreMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Bytes of the function's memory; without end outside a function. */
export const functionMemory = (): number =>
  Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE || Number.POSITIVE_INFINITY) * 2 ** 20;

/**
 * Whether a plane's pixels can be there and fit the function's memory: to be asked before they are
 * allocated, for few compressed bytes may declare very many. By default as float32. Throws
 * TooLarge, TruncatedFits, OutOfMemory.
 */
export function needMemory(hdu: Hdu, bytesPerPixel = Float32Array.BYTES_PER_ELEMENT): void {
  needPixels(hdu);
  const bytes = bytesPerPixel * hdu.shape.reduce((pixels, length) => pixels * length, 1);
  const memory = functionMemory();
  if (bytes > MAX_MEMORY_SHARE * memory)
    throw new NeedsMoreMemory(
      `The pixels of HDU ${hdu.index} take ${bytes} bytes, and the function has ${memory / 2 ** 20} MB: cut the image, or raise its memorySize`,
    );
}

/** `readFloat32` of what the function can hold, in the memory that `take` gives where it can. */
export async function readPlane(
  hdu: Hdu,
  take: (bytes: number) => Uint8Array<ArrayBuffer>,
): Promise<Float32Array> {
  needMemory(hdu);
  // what is in memory stays there, and of what is compressed not every pixel is written
  const isFresh = hdu.kind !== 'image' || (hdu.bitpix === -32 && hdu.source.take !== undefined);
  const place = (pixels: number) => new Float32Array(take(4 * pixels).buffer, 0, pixels);
  return (await readFloat32(hdu, isFresh ? undefined : place)).data;
}

/**
 * The pixels in the type that they are stored in, of what the function can hold. Throws as
 * `readImage` and `needMemory`.
 */
export async function readStoredPlane(hdu: Hdu): Promise<Pixels> {
  needMemory(hdu, Math.abs(hdu.bitpix) / 8);
  return (await readImage(hdu)).data;
}
