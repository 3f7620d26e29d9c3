import type { CardToWrite } from '../fits/write.ts';
import { split } from '../healpix/pixel.ts';
import type { HipsTile } from './tile-pixels.ts';

/**
 * The WCS of a FITS tile: the HPX projection (Calabretta & Roukema 2007, MNRAS 381, 865), in whose
 * plane a tile is a square that stands on its corner. The reference point is at (0, 0) of the
 * frame; for face 6, which the map's edge would cut, at (180, 0).
 */
export function tileCards(tile: HipsTile): CardToWrite[] {
  const { order, npix, width, frame } = tile;
  const [face, cellX, cellY] = split(order, npix);
  const cells = 2 ** order * width;
  const faceRow = Math.floor(face / 4);
  // In the plane the middle of a face is 45° × middle from longitude 0, and (1 − faceRow) × 45°
  // above the equator.
  const middle = 2 * (face % 4) + (faceRow === 1 ? 0 : 1);
  const crval1 = middle === 4 ? 180 : 0;
  const east = middle === 4 ? 0 : middle > 4 ? middle - 8 : middle;
  // Where face coordinates say x − y = −east and x + y = faceRow, the plane has (0, 0).
  const column = ((faceRow + east) / 2) * cells - cellY * width - 0.5;
  const row = (cellX + 1) * width - 0.5 - ((faceRow - east) / 2) * cells;
  const step = 45 / cells;
  const [lon, lat] = frame === 'equatorial' ? ['RA--', 'DEC-'] : ['GLON', 'GLAT'];
  return [
    { keyword: 'ORDER', value: order, comment: 'HiPS order' },
    { keyword: 'NPIX', value: npix, comment: 'HEALPix cell, nested' },
    { keyword: 'CTYPE1', value: `${lon}-HPX` },
    { keyword: 'CTYPE2', value: `${lat}-HPX` },
    ...(frame === 'equatorial' ? [{ keyword: 'RADESYS', value: 'ICRS' }] : []),
    { keyword: 'CRPIX1', value: column + 1 },
    { keyword: 'CRPIX2', value: row + 1 },
    { keyword: 'CRVAL1', value: crval1 },
    { keyword: 'CRVAL2', value: 0 },
    { keyword: 'CD1_1', value: -step },
    { keyword: 'CD1_2', value: -step },
    { keyword: 'CD2_1', value: step },
    { keyword: 'CD2_2', value: -step },
    { keyword: 'PV2_1', value: 4, comment: 'facets around' },
    { keyword: 'PV2_2', value: 3, comment: 'rows of facets' },
  ];
}
