import type { PlannedImage } from '../contracts/sky-map/images.ts';
import { whenOthersCome } from '../lambda/kept.ts';
import type { Head, Store } from '../store/store.ts';
import { schemeOf } from '../store/url.ts';
import { type ImagePixels, readImagePixels } from './image-pixels.ts';
import { SpareMemory } from './spare-memory.ts';

/** bytes of pixels asked for before their turn has come */
const MAX_BYTES_AHEAD = 64 * 2 ** 20;
/** Of small images so many at a time hide the latency of a request. */
const MAX_REQUESTS = 8;

/** How many of some images to read ahead. */
export function imagesAhead(images: readonly PlannedImage[]): number {
  const largest = images.reduce((most, { width, height }) => Math.max(most, 4 * width * height), 1);
  return Math.max(2, Math.min(MAX_REQUESTS, Math.floor(MAX_BYTES_AHEAD / largest)));
}

/**
 * bytes of pixels kept for the next plate or overlap, which mostly wants some of the same images:
 * 400 MB where they come from far, less of files of this machine, which are read again in a
 * millisecond, but a few of large ones
 */
const MAX_KEPT_BYTES = 400 * 2 ** 20;
const KEPT_FILES_BYTES = 96 * 2 ** 20;
const FEW_IMAGES = 6;

/** Reads images, and keeps the latest ones. */
export class ImageReader {
  readonly #kept = new Map<string, { image: ImagePixels; task: number }>();
  readonly #underWay = new Map<string, Promise<ImagePixels>>();
  #memory = new SpareMemory();
  #bytes = 0;
  #task = 0;

  /** A task begins: nobody looks any more at images that were read for others before. */
  begin(): void {
    this.#task++;
  }

  /** Nothing is kept any more. */
  letGo(): void {
    this.#kept.clear();
    this.#bytes = 0;
    this.#memory = new SpareMemory();
  }

  /** Its pixels are there until the next task begins. Throws DataError, StoreError. */
  read(store: Store, head: Head, image: PlannedImage): Promise<ImagePixels> {
    const { hdu, noise, quality, factor, item } = image;
    const key = JSON.stringify([head.url, head.etag, hdu, noise, quality, factor, item.blank]);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, { image: kept.image, task: this.#task }); // the latest is the last to go
      return Promise.resolve(kept.image);
    }
    const underWay =
      this.#underWay.get(key) ??
      this.#fetch(store, head, image, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, underWay);
    return underWay;
  }

  async #fetch(store: Store, head: Head, planned: PlannedImage, key: string): Promise<ImagePixels> {
    const { width, height, noise } = planned;
    this.#makeRoom((noise ? 8 : 4) * width * height, schemeOf(head.url) === 'file');
    const taken: Uint8Array[] = [];
    const take = (bytes: number) => {
      const memory = this.#memory.take(bytes);
      taken.push(memory);
      return memory;
    };
    const image = await readImagePixels(store, head, planned, take);
    const used = [image.pixels.buffer, image.weightMap?.buffer];
    for (const memory of taken) if (!used.includes(memory.buffer)) this.#memory.giveBack(memory);
    this.#kept.set(key, { image, task: this.#task });
    this.#bytes += bytesOf(image);
    return image;
  }

  /** Lets the oldest go, and their memory where no task has them. */
  #makeRoom(bytes: number, isFile: boolean): void {
    for (const [oldest, { image, task }] of this.#kept) {
      const isMany = this.#kept.size >= FEW_IMAGES;
      const most = isFile && isMany ? KEPT_FILES_BYTES : MAX_KEPT_BYTES;
      if (this.#bytes + bytes <= most) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytesOf(image);
      if (task === this.#task) continue;
      this.#memory.giveBack(image.pixels);
      if (image.weightMap) this.#memory.giveBack(image.weightMap);
    }
  }
}

/** The one of the process. */
export const imageReader = new ImageReader();
whenOthersCome(() => imageReader.letGo());

const bytesOf = ({ pixels, weightMap }: ImagePixels): number =>
  pixels.byteLength + (weightMap?.byteLength ?? 0);
