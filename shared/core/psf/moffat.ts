import { sideOf } from './psf-model.ts';
import { splineCoefficients } from './spline.ts';

/**
 * Moffat's profile (Moffat 1969) of elliptical isophotes: the light at (dx, dy) pixels goes with
 * (1 + cxx dx² + cyy dy² + cxy dx dy)^-beta.
 */
export interface Moffat {
  readonly cxx: number;
  readonly cyy: number;
  readonly cxy: number;
  readonly beta: number;
}

/** A round one of a full width at half maximum, pixels. */
export function roundMoffat(fwhm: number, beta: number): Moffat {
  const scale = (4 * (2 ** (1 / beta) - 1)) / (fwhm * fwhm);
  return { cxx: scale, cyy: scale, cxy: 0, beta };
}

/**
 * The profile of the same full widths at half maximum with another beta: 1 / beta goes to 0 where
 * it becomes a Gaussian.
 */
export function ofSameWidth({ cxx, cyy, cxy, beta }: Moffat, other: number): Moffat {
  const scale = (2 ** (1 / other) - 1) / (2 ** (1 / beta) - 1);
  return { cxx: scale * cxx, cyy: scale * cyy, cxy: scale * cxy, beta: other };
}

/** Its full width at half maximum, pixels: geometric mean of both axes. */
export const moffatFwhm = ({ cxx, cyy, cxy, beta }: Moffat): number =>
  2 * Math.sqrt((2 ** (1 / beta) - 1) / Math.sqrt(cxx * cyy - (cxy * cxy) / 4));

/** Abscissae and weights of Gauss and Legendre's rule over a pixel, three along an axis. */
const abscissae = [-Math.sqrt(0.15), 0, Math.sqrt(0.15)];
const weights = [5 / 18, 8 / 18, 5 / 18];

/**
 * The coefficients of the spline of the light that falls on a pixel: the profile, integrated over
 * it, at each node.
 */
export function moffatCoefficients(
  { cxx, cyy, cxy, beta }: Moffat,
  radius: number,
  oversampling: number,
): Float64Array {
  const side = sideOf(radius, oversampling);
  const half = (side - 1) / 2;
  const values = new Float64Array(side * side);
  for (let j = 0; j <= half; j++)
    for (let i = 0; i < side; i++) {
      let sum = 0;
      for (let m = 0; m < 3; m++)
        for (let n = 0; n < 3; n++) {
          const dx = (i - half) / oversampling + abscissae[m]!;
          const dy = (j - half) / oversampling + abscissae[n]!;
          sum +=
            weights[m]! *
            weights[n]! *
            (1 + cxx * dx * dx + cyy * dy * dy + cxy * dx * dy) ** -beta;
        }
      values[j * side + i] = sum;
      values[(side - 1 - j) * side + side - 1 - i] = sum; // the same on the other side
    }
  splineCoefficients(values, side);
  return values;
}
