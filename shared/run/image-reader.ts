import type { PlannedImage } from '../contracts/sky-map/images.ts';
import { keptBytes } from '../core/plan/kept-bytes.ts';
import { PACKED_NAME } from '../core/unpack/packing.ts';
import { afterEach } from '../lambda/kept.ts';
import type { Head, Store } from '../store/store.ts';
import { schemeOf } from '../store/url.ts';
import { type ImagePixels, readImagePixels } from './image-pixels.ts';
import { functionMemory } from './plane-memory.ts';
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
 * bytes of pixels kept for the next plate or overlap, which mostly wants some of the same images;
 * less of plain files of this machine, which are read again in a millisecond, but a few large ones
 */
const MAX_KEPT_BYTES = 400 * 2 ** 20;
const KEPT_FILES_BYTES = 96 * 2 ** 20;
const FEW_IMAGES = 6;
/** After so many invocations, the last that read any among them, nobody is taken to want images. */
const OLD = 3;

interface Kept {
  image: ImagePixels;
  /** the last that had it */
  task: number;
  /** as it stands in a file of this machine */
  isNear: boolean;
}

/** Reads images, and keeps the latest ones. */
export class ImageReader {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<ImagePixels>>();
  #memory = new SpareMemory();
  #bytes = 0;
  #task = 0;
  /** invocations that have ended since the last task began */
  #age = 0;

  /**
   * A task begins: nobody looks any more at images that were read for others before, and it does
   * not wait for what one that was given up still reads.
   */
  begin(): void {
    this.#task++;
    this.#age = 0;
    this.#underWay.clear();
  }

  /** An invocation has ended. Answers whether what was kept has been let go, as it was old. */
  growOlder(): boolean {
    if (++this.#age < OLD || this.#kept.size === 0) return false;
    this.#kept.clear();
    this.#bytes = 0;
    this.#memory = new SpareMemory();
    return true;
  }

  /** Its pixels are there until the next task begins. Throws DataError, StoreError. */
  read(store: Store, head: Head, image: PlannedImage): Promise<ImagePixels> {
    const { hdu, noise, quality, factor, item } = image;
    const key = JSON.stringify([head.url, head.etag, hdu, noise, quality, factor, item.blank]);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, { ...kept, task: this.#task }); // the latest is the last to go
      return Promise.resolve(kept.image);
    }
    const already = this.#underWay.get(key);
    if (already) return already;
    const begun = this.#fetch(store, head, image, key);
    this.#underWay.set(key, begun);
    const end = () => void (this.#underWay.get(key) === begun && this.#underWay.delete(key));
    begun.then(end, end);
    return begun;
  }

  async #fetch(store: Store, head: Head, planned: PlannedImage, key: string): Promise<ImagePixels> {
    const { width, height, noise } = planned;
    const task = this.#task;
    this.#makeRoom((noise ? 8 : 4) * width * height);
    const taken: Uint8Array[] = [];
    const take = (bytes: number) => {
      const memory = this.#memory.take(bytes);
      taken.push(memory);
      return memory;
    };
    const image = await readImagePixels(store, head, planned, take);
    const used = [image.pixels.buffer, image.weightMap?.buffer];
    for (const memory of taken) if (!used.includes(memory.buffer)) this.#memory.giveBack(memory);
    if (task !== this.#task) return image; // of a task that was given up
    const isPlain = schemeOf(head.url) === 'file' && !PACKED_NAME.test(head.url);
    const isNear = isPlain && taken.some(({ buffer }) => buffer === image.pixels.buffer);
    this.#kept.set(key, { image, task, isNear });
    this.#bytes += bytesOf(image);
    return image;
  }

  /** Lets the oldest go, and their memory where no task has them. */
  #makeRoom(bytes: number): void {
    for (const [oldest, { image, task, isNear }] of this.#kept) {
      const isMany = this.#kept.size >= FEW_IMAGES;
      const ofFiles = isMany ? KEPT_FILES_BYTES : MAX_KEPT_BYTES;
      const most = isNear ? ofFiles : keptBytes(functionMemory());
      if (this.#bytes + bytes <= most) continue;
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
afterEach(() => imageReader.growOlder());

const bytesOf = ({ pixels, weightMap }: ImagePixels): number =>
  pixels.byteLength + (weightMap?.byteLength ?? 0);
