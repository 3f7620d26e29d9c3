import type { PsfPixels } from './pixels.ts';
import type { StarLight } from './star-light.ts';
import { StarSweeps } from './star-sweeps.ts';
import type { Stars } from './stars.ts';

/** Turns of all groups at most; and of a rough fit, whose stars are fitted again. */
const SWEEPS = 24;
const ROUGH_SWEEPS = 4;

/** What a fit of stars leaves. */
export interface StarFit {
  readonly stars: Stars;
  readonly light: StarLight;
  /** the image without its stars */
  readonly rests: Float32Array;
  /** standard deviations of the fluxes */
  readonly fluxError: Float64Array;
  /** radius of the pixels that were fitted, pixels */
  readonly radius: number;
  /** unknowns of each star: its flux, or its place as well */
  readonly unknowns: 1 | 3;
}

/** What a fit of stars begins with. */
export interface FitStart {
  /** places are given and stay, and stars of negative light too */
  readonly isFixed: boolean;
  /**
   * standard deviations of the fluxes of the first stars, which were fitted before and whose light
   * is off `rests`; NaN of those to be fitted again
   */
  readonly settled?: Float64Array;
  /** the stars are fitted again later: a few turns are enough */
  readonly isRough?: boolean;
}

/**
 * Fits all stars of an image, in place: groups of overlapping ones at once, and group after group
 * on what the others leave, until nothing changes. `rests` becomes the image without stars.
 */
export function fitStars(
  pixels: PsfPixels,
  light: StarLight,
  stars: Stars,
  rests: Float32Array,
  { isFixed, settled = new Float64Array(), isRough = false }: FitStart,
): StarFit {
  const run = new StarSweeps(pixels, stars, rests, light, isFixed);
  run.start(settled);
  const most = isRough ? ROUGH_SWEEPS : SWEEPS;
  let isMoving = true;
  for (let sweep = 0; sweep < most && isMoving; sweep++)
    isMoving = run.sweep(sweep) || run.regroup();
  run.takeOff(0); // exactly, after many small changes
  const { radius, errors } = run;
  return { stars, light, rests, radius, unknowns: isFixed ? 1 : 3, fluxError: errors };
}
