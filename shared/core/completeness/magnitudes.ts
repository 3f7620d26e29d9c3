/** Magnitudes from the brightest to the faintest, both included, in even steps. */
export interface MagnitudeRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Step, and how far the magnitudes reach from the limit to the bright and the faint side. */
const STEP = 0.25;
const BRIGHTER = 4;
const FAINTER = 1.5;

/** Digits behind the point: a step adds nothing below. */
const DIGITS = 6;

/** The magnitudes of a range. */
export const magnitudesOf = ({ from, to, step }: MagnitudeRange): number[] =>
  Array.from({ length: Math.floor((to - from) / step + 1e-6) + 1 }, (_, i) =>
    Number((from + i * step).toFixed(DIGITS)),
  );

/**
 * Where an image's completeness falls: about the magnitude of a star of five sigma in it, whole
 * steps. `sigma`: noise of a pixel; `pixels`: of equal noise that a star's light is spread over,
 * 1 / sum of the PSF squared.
 */
export function rangeAbout(sigma: number, pixels: number, zeroPoint: number): MagnitudeRange {
  const limit = zeroPoint - 2.5 * Math.log10(5 * sigma * Math.sqrt(pixels));
  return {
    from: Math.floor((limit - BRIGHTER) / STEP) * STEP,
    to: Math.ceil((limit + FAINTER) / STEP) * STEP,
    step: STEP,
  };
}
