import type { Configuration } from '../../core/source-extractor/keywords.ts';

/** Which of the two images: sources are found in one and measured in the other. */
export type FieldRole = 'detection' | 'measurement';

/** What a configuration says of one image. */
export interface FieldSettings {
  weightType: Configuration['WEIGHT_TYPE'][number];
  weightThreshold: number | undefined;
  rescale: boolean;
  /** the background is this constant; undefined: that of the mesh */
  constantBackground: number | undefined;
  interpolation: Configuration['INTERP_TYPE'][number];
  lags: { x: number; y: number };
}

/**
 * The first value of a list is the detection image's, the second the measurement image's; one value
 * serves both, but a second weight map without WEIGHT_THRESH has the preset. Where one image is
 * both things, its first value counts, but the last of RESCALE_WEIGHTS, and MANUAL wherever it
 * stands in BACK_TYPE (found by giving SExtractor lists of two).
 */
export function settingsOf(
  configuration: Configuration,
  role: FieldRole,
  isBoth: boolean,
): FieldSettings {
  const first = <T>(values: readonly T[]): T | undefined =>
    role === 'measurement' && !isBoth ? (values[1] ?? values[0]) : values[0];
  const last = <T>(values: readonly T[]): T | undefined =>
    role === 'measurement' || isBoth ? (values[1] ?? values[0]) : values[0];
  const types = configuration.BACK_TYPE;
  const isManual = isBoth ? types.includes('MANUAL') : last(types) === 'MANUAL';
  return {
    weightType: first(configuration.WEIGHT_TYPE)!,
    weightThreshold: configuration.WEIGHT_THRESH[role === 'measurement' && !isBoth ? 1 : 0],
    rescale: last(configuration.RESCALE_WEIGHTS)!,
    constantBackground: isManual ? first(configuration.BACK_VALUE) : undefined,
    interpolation: first(configuration.INTERP_TYPE)!,
    lags: { x: first(configuration.INTERP_MAXXLAG)!, y: first(configuration.INTERP_MAXYLAG)! },
  };
}
