import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { chooseStars } from '../../shared/core/psf/choose-stars.ts';
import type { PsfModel } from '../../shared/core/psf/psf-model.ts';
import type { Stars } from '../../shared/core/psf/stars.ts';
import type { LoadedPlanes } from './load-planes.ts';
import type { HduMeasurement, MeasuredSources } from './measure.ts';
import type { PixelNoise } from './psf-pixels.ts';
import { type PsfPhotometry, PsfRun } from './psf-run.ts';

/**
 * Makes the PSF of an image from its own stars, fits it to all sources at once and searches twice
 * more in what they leave. The image loses what is left of background then. Undefined where there
 * are no three isolated stars.
 */
export async function fitPsf(
  loaded: Pick<LoadedPlanes, 'image' | 'mask'>,
  found: HduMeasurement,
  parameters: DetectionParameters,
  noise: PixelNoise,
): Promise<PsfPhotometry | undefined> {
  const chosen = chooseStars(shapesOf(found));
  if (!chosen) return undefined;
  const run = new PsfRun(loaded, found, parameters, noise);
  try {
    return await run.photometry(chosen);
  } catch (error) {
    run.rests.free();
    throw error;
  }
}

/** Stars of an image as a PSF that is known has them; what they leave is freed. */
export async function starsByPsf(
  loaded: Pick<LoadedPlanes, 'image' | 'mask'>,
  found: HduMeasurement,
  parameters: DetectionParameters,
  noise: PixelNoise,
  model: PsfModel,
): Promise<Stars> {
  const run = new PsfRun(loaded, found, parameters, noise);
  try {
    return (await run.photometryBy(model)).fit.stars;
  } finally {
    run.rests.free();
  }
}

/**
 * The PSF of an image, made of its own stars as `fitPsf` makes it; the same becomes of the image.
 * Undefined where there are no three isolated stars.
 */
export async function imagePsf(
  loaded: Pick<LoadedPlanes, 'image' | 'mask'>,
  found: HduMeasurement,
  parameters: DetectionParameters,
  noise: PixelNoise,
): Promise<PsfModel | undefined> {
  const chosen = chooseStars(shapesOf(found));
  if (!chosen) return undefined;
  const run = new PsfRun(loaded, found, parameters, noise);
  try {
    return (await run.makePsf(chosen)).model;
  } finally {
    run.rests.free();
  }
}

const shapesOf = ({ objects, flux_auto, fluxerr_auto, flux_radius, flags }: MeasuredSources) => ({
  ...objects,
  flux: flux_auto,
  fluxError: fluxerr_auto,
  halfLight: flux_radius,
  flags,
});
