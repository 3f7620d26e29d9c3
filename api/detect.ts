import type { RunInput } from '../shared/contracts/run.ts';
import { objectUrl } from '../shared/store/url.ts';
import type { FluxParameters } from './flux-parameters.ts';
import { given, refuseUnknown, withoutRunOptions } from './given.ts';
import { makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import type { MachineInput } from './run-checked.ts';
import type { Images, RunOptions } from './run-options.ts';

/** How sources are found. */
export interface DetectParameters extends FluxParameters {
  /** path or address of a Source Extractor configuration; without one STScI's settings for HST */
  readonly config?: string | undefined;
  /** with `config`: keywords and values over the configuration's */
  readonly set?: RunInput['set'] | undefined;
  /** with `config`: further forms of each image's catalogue */
  readonly catalogues?: RunInput['catalogues'] | undefined;
  /** with `config`: `sextractor` for a second table with the columns of its .param */
  readonly columns?: RunInput['columns'] | undefined;
  /** one row in the merged catalogue for what was found in several images */
  readonly unique?: boolean | undefined;
  /** detections of several images within this radius, arcsec, are one object */
  readonly match?: number | undefined;
  /** stars are fitted by the image's PSF, beside the apertures; not with `config` */
  readonly psf?: boolean | undefined;
}

/** A run that finds sources. */
export interface DetectOptions extends RunOptions, DetectParameters {}

/** What the machine detect-sources is given for these parameters. Throws UsageError. */
export function detectInput(parameters: DetectParameters): MachineInput {
  const { config, set, catalogues, columns, zeropoint, bits, unique, match, psf, ...others } =
    parameters;
  refuseUnknown(others);
  return given({
    zeropoint,
    match,
    unique: unique || undefined,
    psf: psf || undefined,
    config: config === undefined ? undefined : objectUrl(config),
    set,
    catalogues,
    columns,
    bits,
  });
}

/**
 * Finds and measures the sources of images. Lines that fail are in `failures()` of the run, and
 * where they are more than is tolerated its summary says FAILED. Throws UsageError for what cannot
 * be begun, and an Error with a name of `contracts/errors.ts` where the run ends early.
 */
export async function detect(images: Images, options: DetectOptions): Promise<Run> {
  return makeRun('detect-sources', images, options, detectInput(withoutRunOptions(options)));
}
