export type { ApertureOptions, ApertureSums } from './aperture.ts';
export { sumCircann, sumCircle, sumEllipann, sumEllipse } from './aperture.ts';
export type { Values } from './columns.ts';
export type { FieldOptions, NoiseOptions } from './field.ts';
export {
  APER_ALLMASKED,
  APER_HASMASKED,
  APER_NONPOSITIVE,
  APER_TRUNC,
  apertureFlagsToSExtractor,
} from './flags.ts';
export { type AutoOptions, kronRadius, sumAuto } from './kron.ts';
export { type FluxRadiusOptions, fluxRadius } from './radius.ts';
export { type WindowOptions, winpos } from './window.ts';
