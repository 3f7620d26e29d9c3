import { type Background, type Image, percentiles } from 'sep-wasm';
import { scaleErrors } from '../../shared/core/detection/error-map.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { interpolate } from '../../shared/source-extractor/fields/bad-pixels.ts';
import { weightScale } from '../../shared/source-extractor/fields/weight-scale.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** What the errors of thresholds and fluxes are made of, as sep-wasm takes it. */
export interface Noise {
  err: number | Image;
  /**
   * with SExtractor's weights: thresholds follow the filtered variance, errors of positions this
   * rms, and the gain holds at it
   */
  backgroundErr: number | null;
}

/**
 * The noise of an image whose background is off. An inverse variance is known up to a factor: with
 * RESCALE_WEIGHTS the median over the mesh of background rms by weight rms gives it, as in
 * SExtractor, which without it divides the background's rms instead; without a configuration the
 * medians of both maps do. With SExtractor's weights, bad pixels take over their neighbours' values
 * as INTERP_TYPE says.
 */
export function weigh(
  planes: LoadedPlanes,
  background: Background,
  parameters: DetectionParameters,
): Noise {
  const { image, error, mask } = planes;
  const { globalrms } = background;
  if (!error || parameters.WEIGHT_TYPE === 'NONE') return { err: globalrms, backgroundErr: null };
  const fromWeights =
    planes.errorFrom?.kind === 'weight' || parameters.WEIGHT_TYPE === 'MAP_WEIGHT';
  if (parameters.WEIGHT_TYPE === 'FROM_FILE') {
    // the view of the map comes last: percentiles may let the memory grow, and older views lose
    // their pixels
    const factor = fromWeights ? globalrms / percentiles(error, [50])[0]! : 1;
    if (fromWeights) scaleErrors(error.data, factor);
    return { err: error, backgroundErr: null };
  }
  const [bw, bh] = parameters.BACK_SIZE;
  const [fw, fh] = parameters.BACK_FILTERSIZE;
  const mesh = { bw, bh, fw, fh, fthresh: parameters.BACK_FILTTHRESH };
  const scale = fromWeights ? weightScale(image, error, mask, background, mesh) : 1;
  if (parameters.RESCALE_WEIGHTS) scaleErrors(error.data, scale);
  if (mask) {
    const lags = { x: parameters.INTERP_MAXXLAG, y: parameters.INTERP_MAXYLAG };
    interpolate(image, error, mask, { interpolation: parameters.INTERP_TYPE, lags });
  }
  return { err: error, backgroundErr: parameters.RESCALE_WEIGHTS ? globalrms : globalrms / scale };
}
