import type { Hdu } from '../core/fits/hdu.ts';
import { readFloat32 } from '../core/fits/image.ts';
import { createImage, Image } from '../source-extractor/sky-image.ts';
import { needMemory } from './plane-memory.ts';

/**
 * The pixels of an HDU as float32 in WebAssembly memory, to be freed. Throws DataError,
 * OutOfMemory.
 */
export async function readPixels(hdu: Hdu): Promise<Image> {
  const [width = 0, height = 1] = hdu.shape;
  // memory is asked for once the reader has found that the file has so many bytes
  let image: Image | undefined;
  try {
    await readFloat32(
      hdu,
      () => {
        needMemory(hdu);
        // the reader fills all of what is not compressed, or throws
        image = hdu.kind === 'image' ? new Image(width, height) : createImage(width, height);
        return image.data;
      },
      () => image?.swapBytes(),
    );
    image ??= createImage(width, height);
    return image;
  } catch (error) {
    image?.free();
    throw error;
  }
}
