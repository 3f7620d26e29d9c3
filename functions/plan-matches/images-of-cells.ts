import { MARGIN } from '../../shared/contracts/matches.ts';
import { CROWD_ORDER, FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import {
  CROWD_DEEPER,
  type HatsCell,
  type HealpixRange,
  rangesAround,
} from '../../shared/core/hats/cells.ts';
import { lowerBound } from '../../shared/core/lower-bound.ts';
import { matchReach } from '../../shared/core/matching/match-detections.ts';
import { RADIANS_PER_ARCSEC } from '../../shared/core/sphere/angle.ts';
import type { ImageToMatch } from './read-images.ts';

/** For each cell the images with detections in or around it, in the order of the list. */
export function* imagesOfCells<Cell extends HatsCell>(
  cells: readonly Cell[],
  images: readonly ImageToMatch[],
  radius: number,
): Generator<{ cell: Cell; images: ImageToMatch[] }> {
  const [fine, crowded] = [new PixelIndex(FINE_ORDER), new PixelIndex(CROWD_ORDER)];
  for (const [place, image] of images.entries()) {
    const inCrowds = new Set(image.crowded.map((one) => Math.floor(one / 4 ** CROWD_DEEPER)));
    for (const pixel of image.cells) if (!inCrowds.has(pixel)) fine.add(pixel, place);
    for (const pixel of image.crowded) crowded.add(pixel, place);
  }
  for (const cell of cells) {
    const near = rangesAround(cell, MARGIN * RADIANS_PER_ARCSEC + matchReach(radius));
    const places = new Set([...fine.placesIn(near), ...crowded.placesIn(near)]);
    yield { cell, images: [...places].sort((a, b) => a - b).map((place) => images[place]!) };
  }
}

/** Which images have detections in pixels of one order. */
class PixelIndex {
  readonly #bits: bigint;
  readonly #places = new Map<number, number[]>();
  #sorted: number[] | undefined;

  constructor(order: number) {
    this.#bits = BigInt(2 * (29 - order));
  }

  add(pixel: number, place: number): void {
    const there = this.#places.get(pixel);
    if (there) there.push(place);
    else this.#places.set(pixel, [place]);
  }

  /** The images in some ranges, perhaps more than once. Nothing is added after it. */
  *placesIn(ranges: readonly HealpixRange[]): Generator<number> {
    this.#sorted ??= [...this.#places.keys()].sort((a, b) => a - b);
    for (const [from, to] of ranges) {
      const first = Number(from >> this.#bits);
      for (let i = lowerBound(this.#sorted, first); i < this.#sorted.length; i++) {
        const pixel = this.#sorted[i]!;
        if (BigInt(pixel) << this.#bits >= to) break;
        yield* this.#places.get(pixel)!;
      }
    }
  }
}
