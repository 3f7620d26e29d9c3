import { facePointToLonLat } from '../healpix/face.ts';
import {
  healpixCorners,
  healpixToLonLat,
  lonLatToHealpix,
  nestedPixel,
  split,
} from '../healpix/pixel.ts';
import { type Moc, mocCells, mocOfCells, mocPixels } from '../moc/moc.ts';
import { DEGREES_PER_RADIAN } from '../sphere/angle.ts';
import {
  lonLatToVector,
  separation,
  sumOf,
  unit,
  type Vector,
  vectorToLonLat,
} from '../sphere/vector.ts';
import { type HipsFrame, hipsToIcrs } from './frame.ts';

/** Steps along a side of a galactic tile at which the ICRS cells are looked up. */
const STEPS = 8;

/**
 * The tiles of a HiPS as a MOC in ICRS, as the standard wants it, of the tiles' order. For an
 * equatorial HiPS the very tiles; for a galactic one every ICRS cell that they reach into (looked
 * up at 9 × 9 points of each, so that a sliver of less than an eighth of a tile may be left out).
 */
export function icrsCoverage(tiles: Moc, frame: HipsFrame): Moc {
  if (frame === 'equatorial') return tiles;
  const nside = 2 ** tiles.order;
  const found = new Set<number>();
  for (const ipix of mocPixels(tiles)) {
    const [face, x, y] = split(tiles.order, ipix);
    for (let j = 0; j <= STEPS; j++) {
      for (let i = 0; i <= STEPS; i++) {
        const [lon, lat] = facePointToLonLat(
          face,
          (x + i / STEPS) / nside,
          (y + j / STEPS) / nside,
        );
        found.add(lonLatToHealpix(tiles.order, ...hipsToIcrs(frame, lon, lat)));
      }
    }
  }
  return mocOfCells(tiles.order, found);
}

/** The cells `levels` below a tile in which any of its pixels (FITS order) has a value. */
export function cellsWithData(
  { order, npix, width }: { readonly order: number; readonly npix: number; readonly width: number },
  levels: number,
  pixels: Float32Array,
): number[] {
  const [face, x, y] = split(order, npix);
  const across = 2 ** levels;
  const side = width / across;
  const cells: number[] = [];
  for (let down = 0; down < across; down++) {
    for (let right = 0; right < across; right++) {
      // A column is a step along HEALPix's y, a row one against its x (see tile-pixels).
      const cell = nestedPixel(
        order + levels,
        face,
        x * across + across - 1 - down,
        y * across + right,
      );
      if (hasValue(pixels, width, right * side, down * side, side)) cells.push(cell);
    }
  }
  return cells;
}

function hasValue(
  pixels: Float32Array,
  width: number,
  left: number,
  bottom: number,
  side: number,
): boolean {
  for (let row = bottom; row < bottom + side; row++) {
    for (let column = left; column < left + side; column++) {
      if (!Number.isNaN(pixels[row * width + column]!)) return true;
    }
  }
  return false;
}

/** Where a viewer opens a survey: degrees, ICRS. */
export interface View {
  readonly ra: number;
  readonly dec: number;
  /** what the tiles span, at most 180 */
  readonly fov: number;
}

/**
 * The middle of a survey's tiles and the width that shows them all; the whole sky where they have
 * no middle.
 */
export function viewOf(tiles: Moc, frame: HipsFrame): View {
  const cells = mocCells(tiles);
  const sum = sumOf(
    cells.map(({ order, ipix }): Vector => {
      const [x, y, z] = lonLatToVector(...healpixToLonLat(order, ipix));
      const area = 4 ** -order;
      return [area * x, area * y, area * z];
    }),
  );
  const area = cells.reduce((total, { order }) => total + 4 ** -order, 0);
  const length = Math.hypot(...sum);
  // A mean vector this short has its tiles all around the sky.
  if (!(length > 0.1 * area)) return { ra: 0, dec: 0, fov: 180 };
  const middle = unit(sum);
  let radius = 0;
  for (const { order, ipix } of cells) {
    for (const corner of healpixCorners(order, ipix)) {
      radius = Math.max(radius, separation(lonLatToVector(...corner), middle) * DEGREES_PER_RADIAN);
    }
  }
  const [ra, dec] = hipsToIcrs(frame, ...vectorToLonLat(...middle));
  return { ra, dec, fov: Math.min(180, 2 * radius) };
}
