import { createMask, type Image, type Mask } from 'sep-wasm';
import type { FieldSettings } from './settings.ts';

/**
 * SExtractor's standard deviation of a pixel that was not seen, as a float32 holds it: its variance
 * is 1e30.
 */
export const UNSEEN = Math.fround(1e15);

/** How much is known of each pixel. */
export interface Weights {
  /** 1 sigma of each pixel; UNSEEN where there is none */
  noise: Image;
  /** a pixel whose noise reaches this is not measured */
  limit: number;
  /** pixels that the mesh of the background leaves out; undefined: none */
  unseen: Mask | undefined;
  /** what MAP_WEIGHT and MAP_VAR say holds up to a factor */
  isRelative: boolean;
}

/**
 * A weight map as SExtractor reads it; the map itself becomes one of standard deviations, in place.
 * Undefined for a kind of weights that needs no map.
 */
export function readWeights(
  map: Image,
  { weightType, weightThreshold }: FieldSettings,
): Weights | undefined {
  if (weightType === 'NONE' || weightType === 'BACKGROUND') return undefined;
  const { noiseOf, isUnseen, limitOf, preset } = kinds[weightType];
  const threshold = weightThreshold ?? preset;
  const unseen = createMask(map.width, map.height);
  const [values, mask] = [map.data, unseen.data];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const isValue = value > 0;
    if (!isValue || isUnseen(value, threshold)) mask[i] = 1;
    values[i] = isValue ? Math.min(noiseOf(value), UNSEEN) : UNSEEN;
  }
  return { noise: map, limit: limitOf(threshold), unseen, isRelative: weightType !== 'MAP_RMS' };
}

/** WEIGHT_TYPE BACKGROUND: the noise is the background's at every pixel. */
export const ofBackground = (noise: Image, { weightThreshold }: FieldSettings): Weights => ({
  noise,
  limit: weightThreshold ?? UNSEEN,
  unseen: undefined,
  isRelative: false,
});

/** What a value of each kind of map says. `preset`: WEIGHT_THRESH where there is none. */
const kinds = {
  MAP_RMS: {
    noiseOf: (rms: number) => rms,
    isUnseen: (rms: number, threshold: number) => rms >= threshold,
    limitOf: (threshold: number) => threshold,
    preset: UNSEEN,
  },
  MAP_VAR: {
    noiseOf: (variance: number) => Math.sqrt(variance),
    isUnseen: (variance: number, threshold: number) => variance >= threshold,
    limitOf: (threshold: number) => Math.sqrt(threshold),
    preset: UNSEEN * UNSEEN,
  },
  MAP_WEIGHT: {
    noiseOf: (weight: number) => 1 / Math.sqrt(weight),
    isUnseen: (weight: number, threshold: number) => weight <= threshold,
    limitOf: (threshold: number) => (threshold > 0 ? 1 / Math.sqrt(threshold) : UNSEEN),
    preset: 0,
  },
} as const;

/** Multiplies the noise of what was seen, in place. */
export function scaleNoise(noise: Image, factor: number): void {
  const values = noise.data;
  for (let i = 0; i < values.length; i++) if (values[i]! < UNSEEN) values[i]! *= factor;
}
