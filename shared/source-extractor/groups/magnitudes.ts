import type { Scene } from '../scene.ts';
import type { ColumnValues } from './by-name.ts';

/** The magnitude of what has none: no flux above 0. */
const NONE = 99;
/** Magnitudes of a relative error of flux, as SExtractor has it (2.5 / ln 10 is 1.0857). */
const PER_RELATIVE_ERROR = 1.086;

/** The magnitude of a flux; 99 where it is not above 0. */
export function extractorMagnitude(flux: number, zeroPoint: number): number {
  return flux > 0 ? zeroPoint - 2.5 * Math.log10(flux) : NONE;
}

/** The error of a magnitude; 99 where the flux is not above 0. */
export const extractorMagnitudeError = (flux: number, error: number): number =>
  flux > 0 ? (PER_RELATIVE_ERROR * error) / flux : NONE;

/** The four columns of a kind of photometry: FLUX_ISO, FLUXERR_ISO, MAG_ISO, MAGERR_ISO. */
export const fourOf = (
  kind: string,
  sums: (scene: Scene) => { flux: Float64Array; fluxerr: Float64Array },
): Record<string, ColumnValues> => ({
  [`FLUX_${kind}`]: (scene) => sums(scene).flux,
  [`FLUXERR_${kind}`]: (scene) => sums(scene).fluxerr,
  [`MAG_${kind}`]: (scene) =>
    sums(scene).flux.map((flux) =>
      extractorMagnitude(flux, scene.input.configuration.MAG_ZEROPOINT[0]!),
    ),
  [`MAGERR_${kind}`]: (scene) => {
    const { flux, fluxerr } = sums(scene);
    return flux.map((light, row) => extractorMagnitudeError(light, fluxerr[row]!));
  },
});
