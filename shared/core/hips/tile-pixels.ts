import { facePointToLonLat } from '../healpix/face.ts';
import { split } from '../healpix/pixel.ts';
import { RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import type { HipsFrame } from './frame.ts';
import { vectorsToIcrs } from './frame-vectors.ts';

/** One HiPS tile: a HEALPix cell of `order`, painted with width × width pixels (a power of 2). */
export interface HipsTile {
  readonly order: number;
  /** nested */
  readonly npix: number;
  readonly width: number;
  readonly frame: HipsFrame;
}

/**
 * Writes ICRS unit vectors of points of a tile (columns and rows) into three arrays. Columns and
 * rows count from 0 at the centre of the first pixel of a FITS tile, as the file has them: column
 * x, row y is the nested pixel spread(width − 1 − y) | spread(x) << 1 below the tile (HiPS 1.0,
 * §4.1), which is one step to the north-west a column, one to the south-west a row. Points half a
 * pixel beyond the outermost centres are on the tile's edge; points beyond that are not asked for.
 */
export type ToVectors = (
  columns: Float64Array,
  rows: Float64Array,
  vx: Float64Array,
  vy: Float64Array,
  vz: Float64Array,
) => void;

/** See ToVectors. */
export function tilePixelsToVectors(tile: HipsTile): ToVectors {
  const [face, cellX, cellY] = split(tile.order, tile.npix);
  const cells = 2 ** tile.order * tile.width;
  const left = cellY * tile.width + 0.5;
  const top = (cellX + 1) * tile.width - 0.5;
  return (columns, rows, vx, vy, vz) => {
    for (let i = 0; i < columns.length; i++) {
      const [lon, lat] = facePointToLonLat(
        face,
        (top - rows[i]!) / cells,
        (left + columns[i]!) / cells,
      );
      const cosLat = Math.cos(lat * RADIANS_PER_DEGREE);
      vx[i] = cosLat * Math.cos(lon * RADIANS_PER_DEGREE);
      vy[i] = cosLat * Math.sin(lon * RADIANS_PER_DEGREE);
      vz[i] = Math.sin(lat * RADIANS_PER_DEGREE);
    }
    vectorsToIcrs(tile.frame, vx, vy, vz);
  };
}

/**
 * Where positions on a tile bend, as values of column − row: HEALPix's polar caps meet its
 * equatorial zone at |sin lat| = 2/3, across which positions are continuous but their derivatives
 * are not. Empty for a tile that no such line crosses.
 */
export function bendsOf({ order, npix, width }: HipsTile): number[] {
  const [face, cellX, cellY] = split(order, npix);
  const faceRow = Math.floor(face / 4);
  // Rings are faceRow + 2 − x − y on a face; 1 and 3 are the ends of the equatorial zone.
  const middle = cellX + 1 + cellY;
  return [1, 3]
    .map((ring) => ((faceRow + 2 - ring) * 2 ** order - middle) * width)
    .filter((difference) => Math.abs(difference) < width);
}
