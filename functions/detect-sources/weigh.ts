import { Background, createImage, type Image, type Mask, percentiles } from 'sep-wasm';
import { clipCells } from '../../shared/core/detection/clip-cells.ts';
import { scaleErrors } from '../../shared/core/detection/error-map.ts';
import { interpolateBad } from '../../shared/core/detection/interpolate.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** What the errors of thresholds and fluxes are made of, as sep-wasm takes it. */
export interface Noise {
  err: number | Image;
  /** with SExtractor's weights: thresholds follow the filtered variance, errors of positions this rms, and the gain holds at it */
  backgroundErr: number | null;
}

/**
 * The noise of an image whose background is off. An inverse variance is known up to a factor: with RESCALE_WEIGHTS the median over the
 * mesh of background rms by weight rms gives it, as in SExtractor, which without it divides the background's rms instead; without a
 * configuration the medians of both maps do. With SExtractor's weights, bad pixels take over their neighbours' values as
 * INTERP_TYPE says.
 */
export function weigh(planes: LoadedPlanes, background: Background, parameters: DetectionParameters): Noise {
  const { image, error, mask } = planes;
  const { globalrms } = background;
  if (!error || parameters.WEIGHT_TYPE === 'NONE') return { err: globalrms, backgroundErr: null };
  const fromWeights = planes.errorFrom?.kind === 'weight' || parameters.WEIGHT_TYPE === 'MAP_WEIGHT';
  if (parameters.WEIGHT_TYPE === 'FROM_FILE') {
    // the view of the map comes last: percentiles may let the memory grow, and older views lose their pixels
    const factor = fromWeights ? globalrms / percentiles(error, [50])[0]! : 1;
    if (fromWeights) scaleErrors(error.data, factor);
    return { err: error, backgroundErr: null };
  }
  const scale = fromWeights ? weightScale(planes, error, background, parameters) : 1;
  if (parameters.RESCALE_WEIGHTS) scaleErrors(error.data, scale);
  if (mask) interpolate(image, error, mask, parameters);
  return { err: error, backgroundErr: parameters.RESCALE_WEIGHTS ? globalrms : globalrms / scale };
}

/**
 * SExtractor's factor on a weight map's rms: the median over the mesh's cells of the background's by the map's. The map's level in a cell
 * is that of the pixels that the background's first clip leaves in.
 */
function weightScale(
  { image, mask }: LoadedPlanes,
  error: Image,
  background: Background,
  { BACK_SIZE: [bw, bh], BACK_FILTERSIZE: [fw, fh], BACK_FILTTHRESH: fthresh }: DetectionParameters,
): number {
  const { width, height } = image;
  const sky = new Uint8Array(width * height);
  if (mask) sky.set(mask.data);
  clipCells({ pixels: image.data, mask: sky, width, height }, bw, bh);
  const variances = createImage(width, height);
  try {
    variances.data.set(error.data.map((rms) => rms * rms));
    const { levels } = new Background(variances, { bw, bh, fw, fh, fthresh, mask: sky });
    const ratios = background.scatters.map((rms, cell) => rms / Math.sqrt(levels[cell]!));
    const known = ratios.filter((ratio) => ratio > 0 && ratio < Number.POSITIVE_INFINITY).sort();
    const half = known.length >> 1;
    if (known.length === 0) return 1;
    return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
  } finally {
    variances.free();
  }
}

function interpolate(
  image: Image,
  error: Image,
  mask: Mask,
  { INTERP_TYPE, INTERP_MAXXLAG, INTERP_MAXYLAG }: DetectionParameters,
): void {
  if (INTERP_TYPE === 'NONE') return;
  const [pixels, errors, bad] = [image.data, error.data, mask.data];
  interpolateBad(bad.slice(), image.width, { x: INTERP_MAXXLAG, y: INTERP_MAXYLAG }, (at, source) => {
    errors[at] = errors[source]!;
    if (INTERP_TYPE === 'ALL') pixels[at] = pixels[source]!;
    bad[at] = bad[source]!;
  });
}
