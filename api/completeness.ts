import type { FluxParameters } from './flux-parameters.ts';
import { given, refuseUnknown, withoutRunOptions } from './given.ts';
import { makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import type { MachineInput } from './run-checked.ts';
import type { Images, RunOptions } from './run-options.ts';

/** Which artificial stars are put into the images. */
export interface ArtificialStars extends FluxParameters {
  /** magnitudes of the stars; by default about each image's own limit */
  readonly magnitudes?:
    | { readonly from: number; readonly to: number; readonly step: number }
    | undefined;
  /** of the random numbers, a whole number from 0; default 1 */
  readonly seed?: number | undefined;
  /** detections of several images within this radius, arcsec, are one object */
  readonly match?: number | undefined;
  /** stars are fitted by the image's own PSF, the artificial ones too */
  readonly psf?: boolean | undefined;
}

/** A run with artificial stars. */
export interface CompletenessOptions extends RunOptions, ArtificialStars {}

/** What the machine detect-sources is given for these parameters. Throws UsageError. */
export function completenessInput(parameters: ArtificialStars): MachineInput {
  const { magnitudes, seed, match, psf, zeropoint, bits, ...others } = parameters;
  refuseUnknown(others);
  return {
    completeness: given({ seed, magnitudes }),
    ...given({ match, zeropoint, bits, psf: psf || undefined }),
  };
}

/**
 * Does what `detect` does, and puts artificial stars into each image to see how many of which
 * magnitude are found; `query` asks its table `completeness`. Ends as `detect` does.
 */
export async function completeness(images: Images, options: CompletenessOptions): Promise<Run> {
  return makeRun('detect-sources', images, options, completenessInput(withoutRunOptions(options)));
}
