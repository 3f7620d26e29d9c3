export type { ApertureOptions, ApertureSums } from './aperture.ts';
export { sumCircann, sumCircle, sumEllipann, sumEllipse } from './aperture.ts';
export type { Ellipses, Values } from './columns.ts';
export type { FieldOptions, Neighbours, NoiseOptions } from './field.ts';
export {
  APER_ALLMASKED,
  APER_HASMASKED,
  APER_NONPOSITIVE,
  APER_TRUNC,
  apertureFlagsToSExtractor,
} from './flags.ts';
export { type IsophoteOptions, type Isophotes, isophotes, type Members } from './isophotes.ts';
export { type AutoOptions, type AutoSums, kronRadius, sumAuto } from './kron.ts';
export { type Extents, localBackground } from './local-background.ts';
export { hiddenShare, type PetrosianOptions, petrosianRadius } from './petrosian.ts';
export { type FluxRadiusOptions, fluxRadius, type Radii } from './radius.ts';
export { type ApertureStats, type StatsOptions, statsCircann, statsCircle } from './stats.ts';
export type { WindowOptions } from './window.ts';
export {
  WIN_DRIFTED,
  WIN_NEGATIVE_FLUX,
  WIN_NEGATIVE_MOMENT,
  WIN_SINGULAR,
  type WindowedPositions,
  windowedPositions,
} from './windowed-positions.ts';
