import { UsageError } from '../local/usage-error.ts';
import { objectUrl } from '../shared/store/url.ts';
import type { FluxParameters } from './flux-parameters.ts';
import { given, refuseUnknown, withoutRunOptions } from './given.ts';
import { makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import type { MachineInput } from './run-checked.ts';
import type { Images, RunOptions } from './run-options.ts';

/** Where and how flux is measured. */
export interface MeasureParameters extends FluxParameters {
  /**
   * path or address of the places: CSV or Parquet with columns ra and dec (degrees, ICRS) and an
   * id, a HATS catalogue, or a run whose detections were matched
   */
  readonly at: string;
  /** diameter of the circle, pixels; default 6 */
  readonly aperture?: number | undefined;
  /** the image's own PSF is fitted at all places, too */
  readonly psf?: boolean | undefined;
}

/** A run that measures at given places. */
export interface MeasureOptions extends RunOptions, MeasureParameters {}

/** What the machine detect-sources is given for these parameters. Throws UsageError. */
export function measureInput(parameters: MeasureParameters): MachineInput {
  const { at, aperture, psf, zeropoint, bits, ...others } = parameters;
  refuseUnknown(others);
  if (typeof at !== 'string') throw new UsageError('at: give the path of the table of places');
  return given({ positions: objectUrl(at), aperture, psf: psf || undefined, zeropoint, bits });
}

/**
 * Forced photometry: the flux at given places, in every image that covers them; `query` asks its
 * table of measurements. Ends as `detect` does.
 */
export async function measure(images: Images, options: MeasureOptions): Promise<Run> {
  return makeRun('detect-sources', images, options, measureInput(withoutRunOptions(options)));
}
