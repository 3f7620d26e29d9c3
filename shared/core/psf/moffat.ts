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

/** Where a profile is sampled: out to a radius, pixels, at so many nodes to a pixel. */
export interface ProfileSampling {
  readonly radius: number;
  readonly oversampling: number;
}

/**
 * The coefficients of the spline of the light that falls on a pixel: the profile, integrated over
 * it, at each node.
 */
export function moffatCoefficients(shape: Moffat, sampling: ProfileSampling): Float64Array {
  const [values] = moffatGrids(shape, sampling, false);
  return values!;
}

/** The same, and its derivatives by cxx, cyy, cxy, and by 1 / beta while the widths stay. */
export function moffatDerivatives(shape: Moffat, sampling: ProfileSampling): Float64Array[] {
  return moffatGrids(shape, sampling, true);
}

function moffatGrids(
  shape: Moffat,
  { radius, oversampling }: ProfileSampling,
  withSlopes: boolean,
): Float64Array[] {
  const side = sideOf(radius, oversampling);
  const half = (side - 1) / 2;
  const grids = Array.from({ length: withSlopes ? 5 : 1 }, () => new Float64Array(side * side));
  const sums = new Float64Array(5);
  for (let j = 0; j <= half; j++)
    for (let i = 0; i < side; i++) {
      sums.fill(0);
      for (let m = 0; m < 3; m++)
        for (let n = 0; n < 3; n++) {
          const dx = (i - half) / oversampling + abscissae[m]!;
          const dy = (j - half) / oversampling + abscissae[n]!;
          addLight(shape, [dx, dy, weights[m]! * weights[n]!], sums, withSlopes);
        }
      for (const [k, grid] of grids.entries()) {
        grid[j * side + i] = sums[k]!;
        grid[(side - 1 - j) * side + side - 1 - i] = sums[k]!; // the same on the other side
      }
    }
  for (const grid of grids) splineCoefficients(grid, side);
  return grids;
}

/** Adds the light at (dx, dy), by a weight, and its derivatives. */
function addLight(
  { cxx, cyy, cxy, beta }: Moffat,
  [dx, dy, weight]: readonly [number, number, number],
  sums: Float64Array,
  withSlopes: boolean,
): void {
  const form = cxx * dx * dx + cyy * dy * dy + cxy * dx * dy;
  const log = Math.log1p(form);
  const light = weight * Math.exp(-beta * log);
  sums[0]! += light;
  if (!withSlopes) return;
  const byForm = (-beta * light) / (1 + form);
  sums[1]! += byForm * dx * dx;
  sums[2]! += byForm * dy * dy;
  sums[3]! += byForm * dx * dy;
  // of t = 1 / beta: the exponent falls with beta² dt, the form goes with 2^t - 1
  const power = 2 ** (1 / beta);
  sums[4]! += beta * beta * log * light + byForm * form * ((Math.LN2 * power) / (power - 1));
}
