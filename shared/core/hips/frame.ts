import { type Matrix3, transpose } from '../sphere/rotation.ts';
import { lonLatToVector, vectorToLonLat } from '../sphere/vector.ts';
import { parseFrame } from '../wcs/frame.ts';
import { WcsKeywords } from '../wcs/header.ts';

/**
 * The frame whose longitude and latitude the HEALPix cells of a HiPS are cells of: `hips_frame`.
 */
export type HipsFrame = 'equatorial' | 'galactic';

const noCards = new WcsKeywords({ get: () => undefined, cards: [] }, {});
const galacticToIcrs = parseFrame(noCards, 'GLON').toIcrs!;
const icrsToGalactic = transpose(galacticToIcrs);

/** [ra, dec] of one position in the HiPS's frame; degrees. */
export const hipsToIcrs = (frame: HipsFrame, lon: number, lat: number): [number, number] =>
  frame === 'equatorial' ? [lon, lat] : turned(galacticToIcrs, lon, lat);

/** One position in the HiPS's frame of [ra, dec]; degrees. */
export const icrsToHips = (frame: HipsFrame, ra: number, dec: number): [number, number] =>
  frame === 'equatorial' ? [ra, dec] : turned(icrsToGalactic, ra, dec);

function turned(m: Matrix3, lon: number, lat: number): [number, number] {
  const [x, y, z] = lonLatToVector(lon, lat);
  return vectorToLonLat(
    m[0] * x + m[1] * y + m[2] * z,
    m[3] * x + m[4] * y + m[5] * z,
    m[6] * x + m[7] * y + m[8] * z,
  );
}
