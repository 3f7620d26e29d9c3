import type { ImageUse } from './work.ts';

/**
 * Bytes of pixels that a function keeps for its next task: shared/run/image-pixels keeps as much.
 */
export const MAX_KEPT = 400 * 2 ** 20;

/** One Lambda environment, or one process of one's own machine, with the images it still holds. */
export class ImageCache {
  readonly #held = new Map<number, number>();
  #bytes = 0;

  /** Those of the images that have to be read; they are held from now on, and the oldest let go. */
  missing(images: readonly ImageUse[]): ImageUse[] {
    const missing: ImageUse[] = [];
    for (const image of images) {
      const held = this.#held.get(image.id);
      if (held === undefined) {
        missing.push(image);
        this.#bytes += image.held;
      }
      this.#held.delete(image.id);
      this.#held.set(image.id, image.held); // the latest is the last to go
      for (const [oldest, bytes] of this.#held) {
        if (this.#bytes <= MAX_KEPT || oldest === image.id) break;
        this.#held.delete(oldest);
        this.#bytes -= bytes;
      }
    }
    return missing;
  }
}
