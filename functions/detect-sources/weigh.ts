import { type Background, type Image, percentiles } from 'sep-wasm';
import { scaleErrors } from '../../shared/core/detection/error-map.ts';
import type { LoadedPlanes } from './load-planes.ts';

/**
 * What the errors of thresholds and fluxes are made of, as sep-wasm takes it, for an image whose
 * background is off: the plane that gives them, or the background's rms. A weight is an inverse
 * variance up to a factor, which the medians of both maps give.
 */
export function weigh(
  { error, errorFrom }: LoadedPlanes,
  { globalrms }: Background,
): number | Image {
  if (!error) return globalrms;
  if (errorFrom?.kind === 'weight') {
    // the view of the map comes last: percentiles may let the memory grow, and older views lose
    // their pixels
    const factor = globalrms / percentiles(error, [50])[0]!;
    scaleErrors(error.data, factor);
  }
  return error;
}
