import { UsageError } from '../local/usage-error.ts';
import { mosaicParametersSchema } from '../shared/contracts/mosaics/parameters.ts';
import { checkMosaic } from '../shared/run/check-mosaic.ts';
import { given, withoutRunOptions } from './given.ts';
import { likeGrid } from './like-grid.ts';
import { makeRun } from './make-run.ts';
import type { MosaicSettings } from './mosaic-settings.ts';
import type { Run } from './open-run.ts';
import { dotted, parseParameters } from './parse-parameters.ts';
import type { MachineInput } from './run-checked.ts';
import type { Images, RunOptions } from './run-options.ts';

/** A run that makes mosaics. */
export interface MosaicOptions extends RunOptions, MosaicSettings {
  /** the pixels of an existing image, its distortion included: `ref.fits[SCI]` */
  readonly like?: string | undefined;
}

/**
 * What the machine mosaic is given for these parameters. Throws UsageError.
 */
export const mosaicInput = (parameters: object, nameOf = dotted): MachineInput => ({
  mosaic: parseParameters(mosaicParametersSchema, checkMosaic, given(parameters), nameOf),
});

/**
 * Makes mosaics of overlapping images, FITS files whose backgrounds match: one image around all, or
 * the tiles of a grid. Ends as `detect` does. Throws a UsageError when `like` is given beside
 * `grid` or `layout`.
 */
export async function mosaic(images: Images, options: MosaicOptions): Promise<Run> {
  const { like, ...parameters } = withoutRunOptions(options);
  if (like !== undefined && (parameters.grid ?? parameters.layout))
    throw new UsageError('like says all pixels: leave grid and layout out');
  const grid = like === undefined ? parameters.grid : await likeGrid(like, 'like');
  return makeRun('mosaic', images, options, mosaicInput({ ...parameters, grid }));
}
