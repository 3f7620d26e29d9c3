import { MARGIN } from '../../shared/contracts/matches.ts';
import { FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import { type HatsCell, rangesAround } from '../../shared/core/hats/cells.ts';
import { lowerBound } from '../../shared/core/lower-bound.ts';
import { matchReach } from '../../shared/core/matching/match-detections.ts';
import { RADIANS_PER_ARCSEC } from '../../shared/core/sphere/angle.ts';
import type { ImageToMatch } from './read-images.ts';

const toFine = BigInt(2 * (29 - FINE_ORDER));

/** For each cell the images with detections in or around it, in the order of the list. */
export function* imagesOfCells<Cell extends HatsCell>(
  cells: readonly Cell[],
  images: readonly ImageToMatch[],
  radius: number,
): Generator<{ cell: Cell; images: ImageToMatch[] }> {
  const inPixel = new Map<number, number[]>();
  for (const [place, { cells: own }] of images.entries())
    for (const pixel of own.keys()) {
      const there = inPixel.get(pixel);
      if (there) there.push(place);
      else inPixel.set(pixel, [place]);
    }
  const pixels = [...inPixel.keys()].sort((a, b) => a - b);
  for (const cell of cells) {
    const near = rangesAround(cell, MARGIN * RADIANS_PER_ARCSEC + matchReach(radius));
    const places = new Set<number>();
    for (const [from, to] of near) {
      const first = Number(from >> toFine);
      for (let i = lowerBound(pixels, first); i < pixels.length; i++) {
        const pixel = pixels[i]!;
        if (BigInt(pixel) << toFine >= to) break;
        for (const place of inPixel.get(pixel)!) places.add(place);
      }
    }
    yield { cell, images: [...places].sort((a, b) => a - b).map((place) => images[place]!) };
  }
}
