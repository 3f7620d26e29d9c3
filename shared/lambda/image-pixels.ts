import type { PlannedImage } from '../contracts/sky-map.ts';
import { DataError } from '../core/errors.ts';
import { openFits } from '../core/fits/file.ts';
import { readFloat32 } from '../core/fits/image.ts';
import type { Wcs } from '../core/wcs/wcs.ts';
import { StoreError } from '../store/errors.ts';
import { storeSource } from '../store/source.ts';
import type { Store } from '../store/store.ts';
import { readWcs } from './read-wcs.ts';

/** An image with its pixels and its place on the sky. */
export interface ImagePixels {
  name: string;
  width: number;
  height: number;
  wcs: Wcs;
  pixels: Float32Array;
}

/** bytes of pixels kept for the next plate or overlap, which mostly wants some of the same images */
const mostKept = 400 * 2 ** 20;

/** Reads images, and keeps the latest ones: one for the life of a process. */
export class ImageReader {
  readonly #kept = new Map<string, ImagePixels>();
  #bytes = 0;

  /** Throws DataError, StoreError. */
  async read(store: Store, { item, hdu: index }: PlannedImage): Promise<ImagePixels> {
    const head = await store.head(item.uri);
    if (!head)
      throw new StoreError('NoSuchObject', `${item.uri} was there and is gone: run again`, item.uri, 'head');
    const key = `${item.uri} ${index} ${head.etag}`;
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept); // the latest is the last to go
      return kept;
    }
    const file = await openFits(storeSource(store, head));
    const hdu = await file.hdu(index);
    const { wcs } = await readWcs(file, hdu);
    if (!wcs)
      throw new DataError('MalformedWcs', 'The image has lost its WCS: run again', {
        uri: item.uri,
        hdu: index,
      });
    const { width, height, data: pixels } = await readFloat32(hdu);
    const image = { name: item.name, width, height, wcs, pixels };
    this.#kept.set(key, image);
    this.#bytes += pixels.byteLength;
    for (const [oldest, { pixels: old }] of this.#kept) {
      if (this.#bytes <= mostKept || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= old.byteLength;
    }
    return image;
  }
}
