import { neighbours } from '../healpix/neighbours.ts';
import { split } from '../healpix/pixel.ts';
import { type Histogram, mergeHistograms } from '../histogram/histogram.ts';
import type { LevelOf } from './level-of.ts';

/** Something for the corners of a plate: south, east, north, west. */
export type Corners<T> = readonly [T, T, T, T];

/** Which of a pixel's eight neighbours (SW, W, NW, N, NE, E, SE, S) meet at each corner. */
const cornerPlaces: Corners<readonly number[]> = [
  [0, 7, 6],
  [6, 5, 4],
  [4, 3, 2],
  [2, 1, 0],
];

/**
 * The histograms of the plates that meet at each corner of a plate (a nested HEALPix cell), four
 * or, where three faces meet, three: the nine plates around it decide its stretch. `histogramOf`
 * gives undefined where there is no plate.
 */
export function cornerHistograms(
  plateOrder: number,
  plate: number,
  histogramOf: (plate: number) => Histogram | undefined,
): Corners<Histogram> {
  const around = neighbours(plateOrder, plate);
  return cornerPlaces.map((places) => {
    // At order 0 one cell can be a neighbour twice.
    const cells = new Set([plate, ...places.map((place) => around[place]!)]);
    cells.delete(-1);
    return mergeHistograms(
      [...cells].sort((a, b) => a - b).flatMap((cell) => histogramOf(cell) ?? []),
    );
  }) as unknown as Corners<Histogram>;
}

/**
 * Levels of one tile's pixels (FITS order) between the stretches of its plate's four corners,
 * bilinear in the plate. Neighbours have the same two stretches along the side they share, so that
 * no seam is drawn between them.
 */
export function adaptiveLevelOf(
  plateOrder: number,
  tile: { readonly order: number; readonly npix: number; readonly width: number },
  corners: Corners<LevelOf>,
): LevelOf {
  const { order, npix, width } = tile;
  const [, cellX, cellY] = split(order, npix);
  const across = 2 ** (order - plateOrder);
  // A column is a step to the north-west, along HEALPix's y; a row one to the south-west, against
  // its x (see tile-pixels).
  const x0 = (cellX % across) + 1 - 0.5 / width;
  const y0 = (cellY % across) + 0.5 / width;
  return (pixels, out = new Uint8Array(pixels.length)) => {
    const [south, east, north, west] = corners.map((levelOf) =>
      levelOf(pixels),
    ) as unknown as Corners<Uint8Array>;
    for (let row = 0, i = 0; row < width; row++) {
      const x = (x0 - row / width) / across;
      for (let column = 0; column < width; column++, i++) {
        const y = (y0 + column / width) / across;
        const low = (1 - x) * south[i]! + x * east[i]!;
        const high = (1 - x) * west[i]! + x * north[i]!;
        out[i] = (1 - y) * low + y * high + 0.5;
      }
    }
    return out;
  };
}
