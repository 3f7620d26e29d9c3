import { hipsPixelScale } from '../hips/pixel-scale.ts';
import type { OverlapGroup } from './groups.ts';
import type { Share } from './samples.ts';
import type { PlanImage } from './sky-images.ts';

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
  /** bytes of its file of tiles: each of the deepest, and each parent inside the plate */
  readonly bytesStored: number;
  /** bytes of memory at the peak, without the program's own */
  readonly memory: number;
  /** on one core */
  readonly seconds: number;
}

/** Bytes of a pixel while it is painted: value, weight. */
const SUMS = 12;
/**
 * Seconds for a byte to be read, a pixel to be painted (bilinear) and a pixel to be made a tile's.
 */
const READ = 1 / 50e6;
const PAINT = 25e-9;
const FINISH = 40e-9;

/** Seconds for a pair to be compared. */
const COMPARE = 0.6e-3;

/** Seconds for a tile of a band to come from a store, and for a picture of one to be made. */
const FETCH = 0.014;
const DRAW = 0.015;

/** Seconds that a plate may take: pixels read, pixels painted, pixels of its deepest tiles. */
export const paintingSeconds = ({
  pixelsIn,
  pixelsPainted,
  pixelsOut,
}: Pick<PlateCost, 'pixelsIn' | 'pixelsPainted' | 'pixelsOut'>): number =>
  4 * pixelsIn * READ + pixelsPainted * PAINT + pixelsOut * FINISH;

/** Seconds that a group of overlaps may take: pixels read, pairs compared. */
export const comparingSeconds = (pixels: number, pairs: number): number =>
  4 * pixels * READ + pairs * COMPARE;

/** Seconds that pictures of a plate's tiles may take: of so many bands read, and surveys drawn. */
export const drawingSeconds = (
  tiles: number,
  { bands, drawn }: { bands: number; drawn: number },
): number => tiles * (bands * FETCH + drawn * DRAW);

/** Seconds that a group of overlaps may take. */
export function groupSeconds(
  images: { at(place: number): Pick<PlanImage, 'width' | 'height'> | undefined },
  { members, pairs }: OverlapGroup,
): number {
  let pixels = 0;
  for (const place of new Set([...members, ...pairs.flat()])) {
    const { width = 0, height = 0 } = images.at(place) ?? {};
    pixels += width * height;
  }
  return comparingSeconds(pixels, pairs.length);
}

/** What painting a plate of `plateOrder`, of tiles of `order`, is made of, image by image. */
export class PlateWork {
  /** places in the list, in the order they were added */
  readonly images: number[] = [];
  readonly #tilePixels: number;
  readonly #hipsScale: number;
  /** for each tile of the plate, 1 where an image touches it */
  readonly #tiles: Uint8Array;
  #pixelsIn = 0;
  #largest = 0;
  #pixelsPainted = 0;

  constructor(plateOrder: number, order: number, width: number) {
    this.#tiles = new Uint8Array(4 ** (order - plateOrder));
    this.#tilePixels = width * width;
    this.#hipsScale = hipsPixelScale(order, width);
  }

  /** An image and the share that the plate has of it, if a sample of it lies there. */
  add(place: number, { width, height, pixelScale }: PlanImage, share: Share | undefined): void {
    this.images.push(place);
    // A sampled row stands for several: one more at either end.
    const rows = share ? Math.min(height, Math.ceil(height * share.rows) + 2) : 1;
    this.#pixelsIn += rows * width;
    this.#largest = Math.max(this.#largest, rows * width);
    if (!share) return;
    this.#pixelsPainted += Math.min(
      share.tiles.size * this.#tilePixels,
      Math.ceil(width * height * share.area * (pixelScale / this.#hipsScale) ** 2),
    );
    for (const tile of share.tiles) this.#tiles[tile % this.#tiles.length] = 1;
  }

  cost(): PlateCost {
    const pixelsIn = this.#pixelsIn;
    const pixelsPainted = this.#pixelsPainted;
    const pixelsOut = this.#tiles.reduce((sum, one) => sum + one, 0) * this.#tilePixels;
    const bytesIn = 4 * pixelsIn;
    const bytesOut = Math.ceil((pixelsOut * 4 * 4) / 3);
    return {
      pixelsIn,
      bytesIn,
      pixelsPainted,
      pixelsOut,
      bytesOut,
      bytesStored: this.#filesOfTiles() * this.#tilePixels * 4,
      // The sums, one image and its bytes; at the end the tiles, and the object they are packed
      // into.
      memory: pixelsOut * SUMS + Math.max(8 * this.#largest, 2 * bytesOut),
      seconds: paintingSeconds({ pixelsIn, pixelsPainted, pixelsOut }),
    };
  }

  /** The tiles of the plate with all their parents up to the plate itself. */
  #filesOfTiles(): number {
    let cells = this.#tiles;
    let files = 0;
    while (cells.length > 0) {
      files += cells.reduce((sum, one) => sum + one, 0);
      const children = cells;
      cells = new Uint8Array(cells.length >> 2).map((_, i) =>
        Math.max(...children.subarray(4 * i, 4 * i + 4)),
      );
    }
    return files;
  }
}
