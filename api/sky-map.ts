import { skyParametersSchema } from '../shared/contracts/sky-map/parameters.ts';
import { checkSky } from '../shared/run/check-sky.ts';
import { given, withoutRunOptions } from './given.ts';
import { makeRun } from './make-run.ts';
import type { Run } from './open-run.ts';
import { dotted, parseParameters } from './parse-parameters.ts';
import type { MachineInput } from './run-checked.ts';
import type { Images, RunOptions } from './run-options.ts';

/** How a sky is made. */
export interface SkyMapParameters {
  /** deepest HiPS order, 0 to 20; default from the finest pixel scale, 3 at least */
  readonly order?: number | undefined;
  /** bands of the survey in colour; default none */
  readonly bands?: { r: string; g: string; b: string } | undefined;
  /** what is subtracted so that neighbours agree; default `plane` */
  readonly background?: 'plane' | 'level' | 'none' | undefined;
  /** how pixels are resampled; default `bilinear`. `area` is by exact overlaps */
  readonly sampling?: 'bilinear' | 'lanczos3' | 'area' | undefined;
  /**
   * curve from pixel value to brightness: `asinh` (default; the median is dark grey),
   * `gaussian-log`, `gaussian`, `log`, `sqrt` or `linear`
   */
  readonly stretch?: string | undefined;
  /**
   * limits of the stretch, `LOW HIGH`: values, percentiles (`%`), or sigmas about the median (`s`);
   * default `7% 99.8%`, and `-2s max` for gaussian curves
   */
  readonly cut?: string | undefined;
  /**
   * three bands as one colour: each by its own stretch (default), or by Lupton et al. 2004 (PASP
   * 116, 133) within the cut
   */
  readonly colour?: 'stretch' | 'lupton' | undefined;
  /** a stretch for each plate, from 3 × 3 plates, instead of one for all; default false */
  readonly adaptive?: boolean | undefined;
  /** `colour`: bands stay packed in `tiles/`, not single PNG tiles; default `all` */
  readonly publish?: 'all' | 'colour' | undefined;
  /** bands as single FITS tiles too; default false */
  readonly fits?: boolean | undefined;
  /** frame of the HiPS; default `equatorial` (ICRS) */
  readonly frame?: 'equatorial' | 'galactic' | undefined;
  /** bits of the data quality that do not mask a pixel, as of `detect` */
  readonly bits?: string | undefined;
}

/** A run that makes a sky. */
export interface SkyMapOptions extends RunOptions, SkyMapParameters {}

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
