import type * as z from 'zod';
import { mosaicParametersSchema } from '../shared/contracts/mosaics/parameters.ts';
import { checkMosaic } from '../shared/run/check-mosaic.ts';
import { given, withoutRunOptions } from './given.ts';
import { type MachineInput, makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import { dotted, parseParameters } from './parse-parameters.ts';
import type { Images, RunOptions } from './run-options.ts';

/** How mosaics are made. Places and sides are degrees, scales arcsec. */
export interface MosaicOptions
  extends RunOptions,
    Readonly<z.input<typeof mosaicParametersSchema>> {}

/**
 * What the machine mosaic is given for these parameters. Throws UsageError.
 */
export const mosaicInput = (parameters: object, nameOf = dotted): MachineInput => ({
  mosaic: parseParameters(mosaicParametersSchema, checkMosaic, given(parameters), nameOf),
});

/**
 * Makes mosaics of overlapping images, FITS files whose backgrounds match: one image around all, or
 * the tiles of a grid. Ends as `detect` does.
 */
export async function mosaic(images: Images, options: MosaicOptions): Promise<Run> {
  return makeRun('mosaic', images, options, mosaicInput(withoutRunOptions(options)));
}
