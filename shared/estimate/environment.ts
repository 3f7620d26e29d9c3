import type { ImageUse } from './work.ts';

/** Bytes of pixels that a process of a machine of one's own keeps for its next task. */
const MAX_KEPT = 400 * 2 ** 20;

/** One Lambda environment, or one process of one's own machine, with the images it still holds. */
export class ImageCache {
  readonly #cached = new Map<number, number>();
  #bytes = 0;

  /** Those of the images that have to be read; they are held from now on, and the oldest let go. */
  missing(images: readonly ImageUse[]): ImageUse[] {
    const missing: ImageUse[] = [];
    for (const image of images) {
      const cached = this.#cached.get(image.id);
      if (cached === undefined) {
        missing.push(image);
        this.#bytes += image.held;
      }
      this.#cached.delete(image.id);
      this.#cached.set(image.id, image.held); // the latest is the last to go
      for (const [oldest, bytes] of this.#cached) {
        if (this.#bytes <= MAX_KEPT || oldest === image.id) break;
        this.#cached.delete(oldest);
        this.#bytes -= bytes;
      }
    }
    return missing;
  }
}
