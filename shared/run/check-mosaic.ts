import { RunError } from '../contracts/errors.ts';
import type { MosaicParameters } from '../contracts/mosaics/parameters.ts';
import { someTile } from '../core/grids/grids.ts';
import { sizeIn } from '../core/grids/one-image.ts';
import { refuseLarge } from './mosaics/refuse-large.ts';

/**
 * The same parameters, where they go together. Throws BadRequest for a grid that cannot be, or that
 * has more pixels than are made without being asked for: before anything is read.
 */
export function checkMosaic(mosaic: MosaicParameters): MosaicParameters {
  const { grid, layout } = mosaic;
  try {
    if (grid) refuseLarge(someTile(grid), mosaic);
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError('BadRequest', error instanceof Error ? error.message : String(error));
  }
  const size =
    layout.scale === undefined
      ? layout.size && 'pixels' in layout.size
        ? layout.size.pixels
        : undefined
      : sizeIn(layout, layout.scale);
  if (!grid && size) {
    if (!size.every((side) => Number.isSafeInteger(side) && side >= 1))
      throw new RunError('BadRequest', `A mosaic of ${size.join(' × ')} pixels is none`);
    refuseLarge({ width: size[0], height: size[1] }, mosaic);
  }
  return mosaic;
}
