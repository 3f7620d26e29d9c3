import { isophotes as measure } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { isRelative } from '../thresholds.ts';
import { isPhotographic, light } from './light.ts';
import { labelNumbers, labels, localLevels } from './neighbours.ts';

const membersOf = (scene: Scene) => ({
  labels: labels(scene),
  numbers: labelNumbers(scene),
  ...scene.objects,
});

/** Threshold of each source for areas and widths, in the unit of the pixels. */
export const analysisThresholds = once((scene: Scene): Float64Array => {
  const { facts, objects, rows, noise, input } = scene;
  const { DETECT_THRESH, ANALYSIS_THRESH } = input.configuration;
  if (typeof noise === 'number' || !isRelative(input.configuration) || input.measurement !== undefined)
    return new Float64Array(rows).fill(facts.analysisThreshold);
  return objects.thresh.map((threshold) => (threshold * ANALYSIS_THRESH[0]!) / DETECT_THRESH[0]!);
});

/** Brightest pixels, areas and widths of the member pixels, in the measurement image as it is. */
export const isophotes = once((scene: Scene) => {
  const { measurement, noise, objects, input } = scene;
  const hasOwnNoise = typeof noise !== 'number' && isRelative(input.configuration);
  return measure(measurement, membersOf(scene), {
    err: noise,
    noises: hasOwnNoise ? input.configuration.ANALYSIS_THRESH[0]! : 0,
    threshold: analysisThresholds(scene),
    levels: localLevels(scene) ?? 0,
    even: isPhotographic(scene),
    centres: objects,
  });
});

/** Their light. */
export const isophotalLight = once((scene: Scene) => {
  const { image, ...noise } = light(scene);
  const levels = localLevels(scene) ?? 0;
  return measure(image, membersOf(scene), { ...noise, threshold: 0, levels });
});

/** Their light and what a Gaussian's wings below the threshold add to it (Maddox et al. 1990), with its error. */
export const corrected = once((scene: Scene) => {
  const { flux, fluxerr } = isophotalLight(scene);
  const { npix, thresh } = scene.objects;
  const loss = flux.map((light, row) => {
    const x = light > 0 ? (npix[row]! * thresh[row]!) / light : Number.NaN;
    return LINEAR * x + SQUARE * x * x;
  });
  return {
    flux: flux.map((light, row) => (loss[row]! < MOST_LOSS ? light / (1 - loss[row]!) : light)),
    fluxerr: fluxerr.map((error, row) => {
      const x = (npix[row]! * thresh[row]!) / flux[row]!;
      const change = LINEAR * x + 2 * SQUARE * x * x;
      if (!(loss[row]! < MOST_LOSS)) return error;
      return Math.sqrt(error ** 2 + change ** 2 * (error ** 2 + flux[row]! ** 2 / npix[row]!));
    }),
  };
});

/** Coefficients of that correction, and the part of the light that it may add at most. */
const LINEAR = 0.1961;
const SQUARE = 0.7512;
const MOST_LOSS = 1;
