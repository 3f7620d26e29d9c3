/**
 * HiPS (IVOA Recommendation 1.0): properties, paths of tiles, and where the pixels of a tile lie on
 * the sky.
 *
 * ```ts
 * import { parseProperties, tilePath } from 'starfan/hips';
 *
 * const properties = parseProperties(text); // the file `properties` of a survey
 * const order = Number(properties.get('hips_order'));
 * tilePath(order, 12345, 'png'); // 'Norder9/Dir10000/Npix12345.png'
 * ```
 *
 * @module starfan/hips
 */
export { allskyOrder, allskyShape } from '../shared/core/hips/allsky.ts';
export { type HipsFrame, hipsToIcrs, icrsToHips } from '../shared/core/hips/frame.ts';
export { hipsPixelScale } from '../shared/core/hips/pixel-scale.ts';
export { parseProperties } from '../shared/core/hips/properties.ts';
export {
  allskyPath,
  type Extension,
  parseTilePath,
  type TileAddress,
  tilePath,
} from '../shared/core/hips/tile-path.ts';
