import { cellSide } from '../healpix/cell-size.ts';
import { ARCSEC_PER_RADIAN } from '../sphere/angle.ts';

/**
 * The side of a HiPS pixel, arcsec, for tiles of `tileWidth` pixels: the square root of its area.
 */
export const hipsPixelScale = (order: number, tileWidth: number): number =>
  (cellSide(order) * ARCSEC_PER_RADIAN) / tileWidth;
