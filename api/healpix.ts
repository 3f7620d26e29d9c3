/**
 * HEALPix (Górski et al. 2005), nested numbering. Orders 0 to 24, where numbers of pixels are
 * exact; centres, corners and `healpix29` up to 29, with bigints. Longitudes and latitudes are
 * degrees, of whatever frame the cells are in.
 *
 * ```ts
 * import { healpixToLonLat, lonLatToHealpix } from 'starfan/healpix';
 *
 * const cell = lonLatToHealpix(9, 266.4, -28.9);
 * const [lon, lat] = healpixToLonLat(9, cell);
 * ```
 *
 * @module starfan/healpix
 */
export { neighbours } from '../shared/core/healpix/neighbours.ts';
export {
  fillHealpix29,
  healpix29,
  healpixCorners,
  healpixToLonLat,
  lonLatToHealpix,
} from '../shared/core/healpix/pixel.ts';
