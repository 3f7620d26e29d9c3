import { factorise, rowAt, solveFactorised } from '../background/small-matrix.ts';
import {
  type Moffat,
  moffatDerivatives,
  moffatFwhm,
  ofSameWidth,
  type ProfileSampling,
} from './moffat.ts';
import { sideOf } from './psf-model.ts';
import { boxAbout, createStamp, fillStamp, placeStamp, type Stamp } from './stamp.ts';
import { type StarStamp, skyPrior } from './star-stamps.ts';

/**
 * Unknowns of the profile (its width along both axes and across, 1 / beta), and of each star: flux,
 * x, y, sky.
 */
const SHAPE = 4;
const OWN = 4;
const ALL = SHAPE + OWN;

const STEPS_MOST = 20;
const BETA_LEAST = 1.2;
const BETA_MOST = 50;

/**
 * Fits Moffat's profile to all stars at once, and to each its flux, place and sky, in place (Gauss
 * and Newton's steps, Levenberg's damping). `begin`: a first guess.
 */
export function fitProfile(
  stars: readonly StarStamp[],
  begin: Moffat,
  sampling: ProfileSampling,
): Moffat {
  let shape = begin;
  const fwhm = moffatFwhm(begin);
  let damping = 0.1;
  let best = Infinity;
  let kept: { shape: Moffat; stars: StarStamp[] } | undefined;
  for (let step = 0; step < STEPS_MOST; step++) {
    const normal = normalEquations(stars, shape, sampling, damping);
    if (normal.chi2 < best) {
      const gain = best - normal.chi2;
      best = normal.chi2;
      kept = { shape, stars: stars.map((star) => ({ ...star })) };
      if (gain < 1e-4 * best && step > 3) break;
      damping /= 4;
    } else {
      damping *= 10;
      shape = kept!.shape;
      for (const [i, star] of stars.entries()) Object.assign(star, kept!.stars[i]);
      continue;
    }
    shape = moved(shape, normal.shift);
    for (const [i, star] of stars.entries()) moveStar(star, normal.own, i, fwhm);
  }
  for (const [i, star] of stars.entries()) Object.assign(star, kept!.stars[i]);
  return kept!.shape;
}

/** The profile after a step, within what a star can look like. */
function moved(shape: Moffat, [a, b, c, d]: ArrayLike<number> & Iterable<number>): Moffat {
  const within = (value: number, from: number) => Math.min(Math.max(value, from / 2), from * 2);
  const [cxx, cyy] = [within(shape.cxx + a!, shape.cxx), within(shape.cyy + b!, shape.cyy)];
  const most = 1.6 * Math.sqrt(cxx * cyy);
  const cxy = Math.min(Math.max(shape.cxy + c!, -most), most);
  const inverse = within(1 / shape.beta + d!, 1 / shape.beta);
  const beta = Math.min(Math.max(1 / inverse, BETA_LEAST), BETA_MOST);
  return ofSameWidth({ cxx, cyy, cxy, beta: shape.beta }, beta);
}

function moveStar(star: StarStamp, own: Float64Array, i: number, fwhm: number): void {
  const most = fwhm / 4;
  const within = (value: number) => Math.min(Math.max(value, -most), most);
  star.flux += own[OWN * i]!;
  star.x += within(own[OWN * i + 1]!);
  star.y += within(own[OWN * i + 2]!);
  star.sky += own[OWN * i + 3]!;
}

/** The step of all unknowns: those of the stars are eliminated first. */
function normalEquations(
  stars: readonly StarStamp[],
  shape: Moffat,
  sampling: ProfileSampling,
  damping: number,
): { chi2: number; shift: Float64Array; own: Float64Array } {
  const { radius, oversampling } = sampling;
  const side = sideOf(radius, oversampling);
  const grids = derivatives(shape, sampling);
  const stamps = Array.from({ length: SHAPE + 1 }, () => createStamp(radius, oversampling));
  const matrices: Float64Array[] = [];
  const sum = new Float64Array(ALL * (ALL + 1));
  let chi2 = 0;
  const global = new Float64Array(rowAt(SHAPE));
  const shift = new Float64Array(SHAPE);
  for (const star of stars) {
    const { x, y } = star;
    const place = { x, y, ...boxAbout(x, y, radius - 1) };
    for (const [k, grid] of grids.entries()) {
      placeStamp({ side, oversampling }, place, stamps[k]!);
      fillStamp({ side, oversampling }, grid, stamps[k]!, k === 0);
    }
    sum.fill(0);
    chi2 += accumulate(star, stamps, sum);
    const prior = skyPrior(star);
    sum[ALL * (ALL + 1) - 2]! += prior;
    sum[ALL * (ALL + 1) - 1]! -= prior * star.sky;
    chi2 += prior * star.sky * star.sky;
    for (let k = SHAPE; k < ALL; k++) sum[k * (ALL + 1) + k]! *= 1 + 1e-9;
    // of each star: eliminate its own unknowns
    eliminate(sum);
    matrices.push(sum.slice());
    for (let r = 0; r < SHAPE; r++) {
      for (let c = 0; c <= r; c++) global[rowAt(r) + c]! += sum[r * (ALL + 1) + c]!;
      shift[r]! += sum[r * (ALL + 1) + ALL]!;
    }
  }
  for (let r = 0; r < SHAPE; r++) global[rowAt(r) + r]! *= 1 + damping;
  factorise(global, SHAPE);
  solveFactorised(global, SHAPE, shift);
  const own = new Float64Array(OWN * stars.length);
  for (const [i, matrix] of matrices.entries())
    for (let r = 0; r < OWN; r++) {
      const row = (SHAPE + r) * (ALL + 1);
      let value = matrix[row + ALL]!;
      for (let c = 0; c < SHAPE; c++) value -= matrix[row + c]! * shift[c]!;
      own[OWN * i + r] = value;
    }
  return { chi2, shift, own };
}

/** Gauss and Jordan on the rows of a star's own unknowns: what is left above couples no star. */
function eliminate(sum: Float64Array): void {
  const width = ALL + 1;
  for (let pivot = SHAPE; pivot < ALL; pivot++) {
    const diagonal = sum[pivot * width + pivot]!;
    const scale = diagonal > 0 ? 1 / diagonal : 0;
    for (let c = 0; c < width; c++) sum[pivot * width + c]! *= scale;
    for (let r = 0; r < ALL; r++) {
      const factor = sum[r * width + pivot]!;
      if (r === pivot || factor === 0) continue;
      for (let c = 0; c < width; c++) sum[r * width + c]! -= factor * sum[pivot * width + c]!;
    }
  }
}

/** The profile and its derivatives by each unknown, as coefficients; the sum of the light is 1. */
function derivatives(shape: Moffat, sampling: ProfileSampling): Float64Array[] {
  const [light, ...slopes] = moffatDerivatives(shape, sampling) as [
    Float64Array,
    ...Float64Array[],
  ];
  const sum = (grid: Float64Array) => grid.reduce((total, value) => total + value, 0);
  const total = sum(light);
  const scale = sampling.oversampling ** 2 / total;
  return [
    light.map((value) => value * scale),
    ...slopes.map((slope) => {
      const part = sum(slope) / total;
      return slope.map((value, i) => (value - part * light[i]!) * scale);
    }),
  ];
}

/** Adds a star's pixels to the normal equations of its eight unknowns; answers its chi². */
function accumulate(star: StarStamp, stamps: readonly Stamp[], sum: Float64Array): number {
  const [psf, ...shapes] = stamps as [Stamp, Stamp, Stamp, Stamp, Stamp];
  const row = new Float64Array(ALL + 1);
  let chi2 = 0;
  for (let j = 0; j < psf.rows; j++)
    for (let i = 0; i < psf.columns; i++) {
      const px = psf.x0 + i - star.x0;
      const py = psf.y0 + j - star.y0;
      if (px < 0 || py < 0 || px >= star.columns || py >= star.rows) continue;
      const weight = star.weights[py * star.columns + px]!;
      if (weight === 0) continue;
      const at = j * psf.columns + i;
      for (let k = 0; k < SHAPE; k++) row[k] = star.flux * shapes[k]!.values[at]!;
      row[SHAPE] = psf.values[at]!;
      row[SHAPE + 1] = star.flux * psf.slopesX[at]!;
      row[SHAPE + 2] = star.flux * psf.slopesY[at]!;
      row[SHAPE + 3] = 1;
      const rest = star.values[py * star.columns + px]! - star.flux * psf.values[at]! - star.sky;
      row[ALL] = rest;
      chi2 += weight * rest * rest;
      for (let r = 0; r < ALL; r++) {
        const factor = weight * row[r]!;
        for (let c = r; c <= ALL; c++) sum[r * (ALL + 1) + c]! += factor * row[c]!;
      }
    }
  for (let r = 1; r < ALL; r++)
    for (let c = 0; c < r; c++) sum[r * (ALL + 1) + c] = sum[c * (ALL + 1) + r]!;
  return chi2;
}
