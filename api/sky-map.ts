import type * as z from 'zod';
import { skyParametersSchema } from '../shared/contracts/sky-map/parameters.ts';
import { checkSky } from '../shared/run/check-sky.ts';
import { given, withoutRunOptions } from './given.ts';
import { type MachineInput, makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import { dotted, parseParameters } from './parse-parameters.ts';
import type { Images, RunOptions } from './run-options.ts';

/** How a sky is made; each option is that of `starfan sky-map`. */
export interface SkyMapOptions extends RunOptions, Readonly<z.input<typeof skyParametersSchema>> {}

/**
 * What the machine sky-map is given for these parameters. Throws UsageError.
 */
export const skyMapInput = (parameters: object, nameOf = dotted): MachineInput => ({
  sky: parseParameters(skyParametersSchema, checkSky, given(parameters), nameOf),
});

/**
 * Makes a HiPS sky of overlapping images, one per band and one in colour. Ends as `detect` does.
 */
export async function skyMap(images: Images, options: SkyMapOptions): Promise<Run> {
  return makeRun('sky-map', images, options, skyMapInput(withoutRunOptions(options)));
}
