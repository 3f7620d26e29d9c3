import type { ImageOutline } from './image-outline.ts';
import { hipsPixelScale } from './order.ts';
import type { Share } from './samples.ts';

/** What painting a plate is predicted to take. */
export interface PlateCost {
  /** image pixels in the rows that are read */
  readonly pixelsIn: number;
  /** bytes of these as float32 */
  readonly bytesIn: number;
  /** pixels painted: one under n images counts n times */
  readonly pixelsPainted: number;
  /** pixels of the deepest tiles */
  readonly pixelsOut: number;
  /** bytes of the FITS tiles, parents included */
  readonly bytesOut: number;
  /** bytes of memory at the peak, without the program's own */
  readonly memory: number;
  /** on one core */
  readonly seconds: number;
}

/** Bytes of a pixel while it is painted: value, weight. */
const SUMS = 12;
/** Seconds for a byte to be read, a pixel to be painted (bilinear) and a pixel to be made a tile's. */
const READ = 1 / 50e6;
const PAINT = 25e-9;
const FINISH = 40e-9;

/** The cost of a plate of tiles of `order` from the shares that images have in it. */
export function costOf(
  shares: readonly { readonly image: ImageOutline; readonly share: Share | undefined }[],
  order: number,
  width: number,
): PlateCost {
  let [pixelsIn, largest, pixelsPainted] = [0, 0, 0];
  const tiles = new Set<number>();
  const tilePixels = width * width;
  for (const { image, share } of shares) {
    // A sampled row stands for several: one more at either end.
    const rows = share ? Math.min(image.height, Math.ceil(image.height * share.rows) + 2) : 1;
    pixelsIn += rows * image.width;
    largest = Math.max(largest, rows * image.width);
    if (!share) continue;
    const scale = image.pixelScale / hipsPixelScale(order, width);
    pixelsPainted += Math.min(
      share.tiles.size * tilePixels,
      Math.ceil(image.width * image.height * share.area * scale ** 2),
    );
    for (const tile of share.tiles) tiles.add(tile);
  }
  const pixelsOut = tiles.size * tilePixels;
  const bytesIn = 4 * pixelsIn;
  const bytesOut = Math.ceil((pixelsOut * 4 * 4) / 3);
  return {
    pixelsIn,
    bytesIn,
    pixelsPainted,
    pixelsOut,
    bytesOut,
    // The sums, one image and its bytes; at the end the tiles, and the object they are packed into.
    memory: pixelsOut * SUMS + Math.max(8 * largest, 2 * bytesOut),
    seconds: bytesIn * READ + pixelsPainted * PAINT + pixelsOut * FINISH,
  };
}
