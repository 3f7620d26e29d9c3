import { isophotes as measure } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { isPhotographic, light } from './light.ts';
import { labelNumbers, localBackgrounds } from './neighbours.ts';
import { saturatedPixels } from './pixel-flags.ts';

const membersOf = (scene: Scene) => ({
  labels: scene.segments,
  numbers: labelNumbers(scene),
  ...scene.objects,
});

/**
 * Threshold of each source for areas and widths, in the unit of the pixels: that above the global
 * background, less the level of the local one (found from SExtractor's MU_THRESHOLD).
 */
export const analysisThresholds = once((scene: Scene): Float64Array => {
  const levels = localBackgrounds(scene);
  const thresholds = globalThresholds(scene);
  return levels ? thresholds.map((threshold, row) => threshold - levels[row]!) : thresholds;
});

/**
 * With weights a threshold follows the noise of the measurement image, whatever THRESH_TYPE says,
 * and a source has that of its best known pixel (found in the same way).
 */
const globalThresholds = (scene: Scene): Float64Array => {
  const { facts, rows, noise } = scene;
  if (typeof noise === 'number') return new Float64Array(rows).fill(facts.analysisThreshold);
  const lowest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  const [errors, pixels] = [noise.data, scene.segments.data];
  for (let at = 0; at < pixels.length; at++) {
    const row = pixels[at]! - 1;
    if (row >= 0 && row < rows && errors[at]! < lowest[row]!) lowest[row] = errors[at]!;
  }
  return lowest.map((error) => error * analysisNoises(scene));
};

/** The analysis threshold in units of the noise. */
const analysisNoises = ({ facts, fields }: Scene): number =>
  facts.analysisThreshold / fields.measurement.rms;

/** Whether a column needs areas above levels, or the width of a core. */
const isShapeAsked = ({ input }: Scene): boolean =>
  input.columns.some(({ parameter: { name } }) => /^(ISO\d|FWHM_|CLASS_STAR)/.test(name));

/**
 * Sums of the member pixels, and brightest pixels, areas and widths, in the measurement image as it
 * is.
 */
export const isophotalSums = once((scene: Scene) => {
  const { measurement, noise, gain, gainErr, objects } = scene;
  return measure(measurement, membersOf(scene), {
    ...{ err: noise, gain, gainErr },
    noises: typeof noise === 'number' ? 0 : analysisNoises(scene),
    threshold: analysisThresholds(scene),
    levels: localBackgrounds(scene) ?? 0,
    even: isPhotographic(scene),
    ...(isShapeAsked(scene) ? { ellipses: objects, saturated: saturatedPixels(scene) } : {}),
  });
});

/** Their light. */
export const isophotalLight = once((scene: Scene) => {
  if (!isPhotographic(scene)) return isophotalSums(scene);
  const { image, ...noise } = light(scene);
  const levels = localBackgrounds(scene) ?? 0;
  return measure(image, membersOf(scene), { ...noise, threshold: 0, levels });
});

/**
 * Their light and what a Gaussian's wings below the threshold add to it (Maddox et al. 1990), with
 * its error. The threshold counts as no brighter than the mean of the member pixels, and where
 * these have no light nothing is added (found from a second image that is fainter than the first).
 */
export const corrected = once((scene: Scene) => {
  const { flux, fluxerr } = isophotalLight(scene);
  const { npix, thresh } = scene.objects;
  const ratios = flux.map((light, row) =>
    light > 0 ? Math.min((npix[row]! * thresh[row]!) / light, 1) : 0,
  );
  return {
    flux: flux.map((light, row) => {
      const x = ratios[row]!;
      return light / (1 - LINEAR * x - SQUARE * x * x);
    }),
    fluxerr: fluxerr.map((error, row) => {
      const x = ratios[row]!;
      const change = LINEAR * x + 2 * SQUARE * x * x;
      return Math.sqrt(error ** 2 + change ** 2 * (error ** 2 + flux[row]! ** 2 / npix[row]!));
    }),
  };
});

/** Coefficients of that correction. */
const LINEAR = 0.1961;
const SQUARE = 0.7512;
