import sharp from 'sharp';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { DataError } from '../../shared/core/errors.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { pixelsOf } from '../../shared/core/fits/geometry.ts';
import type { Header } from '../../shared/core/fits/header.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { StoreError } from '../../shared/store/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Problems } from './problems.ts';

/** A FITS image of a HiPS: rows from the bottom. */
export interface TileValues {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly header: Header;
  readonly bitpix: number;
  /** by how much stored numbers are rounded */
  readonly step: number;
}

/** A picture of a HiPS: RGBA, rows from the top. */
export interface HipsPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Bytes of images held at a time: a few families of tiles of 512² and their neighbours. */
const MAX_HELD = 48 * 512 ** 2 * 4;
/** Pixels of a tile of the largest width, and more than an Allsky has. */
const MAX_PIXELS = 4096 ** 2;

/**
 * Reads images of a HiPS, each held for a while. What cannot be read is a problem, named once, and
 * undefined.
 */
export class TileReader {
  readonly #store: Store;
  readonly #folder: string;
  readonly #problems: Problems;
  readonly #cached = new Map<string, TileValues | HipsPicture | undefined>();
  #held = 0;

  constructor(store: Store, url: string, problems: Problems) {
    this.#store = store;
    this.#folder = url.endsWith('/') ? url : `${url}/`;
    this.#problems = problems;
  }

  values(path: string): Promise<TileValues | undefined> {
    return this.#once(path, async (bytes) => {
      const file = await openFits(memorySource(bytes, path));
      const hdu = await file.hdu(0);
      if (pixelsOf(hdu.shape) > MAX_PIXELS)
        throw new DataError('TooLarge', `It has ${hdu.shape.join(' × ')} pixels.`);
      const { data, width, height } = await readFloat32(hdu);
      const step = hdu.bitpix > 0 ? Math.abs(hdu.header.number('BSCALE') ?? 1) : 0;
      return { pixels: data, width, height, header: hdu.header, bitpix: hdu.bitpix, step };
    });
  }

  picture(path: string): Promise<HipsPicture | undefined> {
    return this.#once(path, async (bytes) => {
      const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
        .ensureAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { pixels: data, width: info.width, height: info.height };
    });
  }

  async #once<T extends TileValues | HipsPicture>(
    path: string,
    decode: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#cached.has(path)) {
      const found = this.#cached.get(path) as T | undefined;
      this.#cached.delete(path);
      this.#cached.set(path, found);
      return found;
    }
    let image: T | undefined;
    try {
      image = await decode(await this.#store.get(this.#folder + path));
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const why =
        error instanceof DataError || error instanceof Error ? error.message : String(error);
      this.#problems.add('UnreadableTile', path, `It cannot be read: ${why} Make it again.`);
    }
    this.#cached.set(path, image);
    this.#held += image?.pixels.byteLength ?? 0;
    for (const [oldest, held] of this.#cached) {
      if (this.#held <= MAX_HELD || oldest === path) break;
      this.#cached.delete(oldest);
      this.#held -= held?.pixels.byteLength ?? 0;
    }
    return image;
  }
}
