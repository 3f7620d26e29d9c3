import { factorise, rowAt, solveFactorised } from '../background/small-matrix.ts';
import { medianOf } from '../median.ts';
import { fitProfile } from './fit-profile.ts';
import { type Moffat, moffatCoefficients, moffatFwhm, roundMoffat } from './moffat.ts';
import { type LocalPsf, localPsf, type PsfModel, psfAt, sideOf, termsOf } from './psf-model.ts';
import { refinePsf } from './refine-psf.ts';
import { boxAbout, createStamp, fillStamp, placeStamp, type Stamp } from './stamp.ts';
import { type StarStamp, skyPrior } from './star-stamps.ts';

/** Stars to a term of the polynomial in x and y, and its highest degree. */
const STARS_OF_TERM = 15;
const DEGREE_MOST = 3;

/** A star whose chi is this many times the median is none, or not alone. */
const CHI_MOST = 3;

/** Nodes to a pixel for a full width at half maximum, pixels: five to the width or more. */
export const oversamplingFor = (fwhm: number): number =>
  Math.min(4, Math.max(1, Math.ceil(5 / fwhm)));

/** The highest degree that so many stars bear. */
export function degreeFor(stars: number): number {
  let degree = 0;
  while (degree < DEGREE_MOST && stars >= STARS_OF_TERM * termsOf(degree + 1)) degree++;
  return degree;
}

/** A PSF, the profile that it is held to, and the stars that it is made from. */
export interface BuiltPsf {
  readonly model: PsfModel;
  readonly shape: Moffat;
  readonly used: readonly StarStamp[];
}

/** What a PSF is made with: a first guess of its width, its radius, the image's size; pixels. */
export interface PsfFrame {
  readonly fwhm: number;
  readonly radius: number;
  readonly size: readonly [number, number];
}

/**
 * The PSF of an image after the pixels of its stars: a Moffat profile common to all, and what the
 * stars differ from it, at nodes finer than the pixels and by place in the image. Stars that do not
 * look like the others are left out. The stars get their places and fluxes, in place. `before`: the
 * PSF that it becomes better than.
 */
export function buildPsf(
  stars: readonly StarStamp[],
  { fwhm, radius, size }: PsfFrame,
  before?: BuiltPsf,
): BuiltPsf {
  const oversampling = oversamplingFor(fwhm);
  const sampling = { radius, oversampling };
  const shape = before?.shape ?? fitProfile(stars, roundMoffat(fwhm, 3), sampling);
  const profiled = normalised({
    ...{ ...sampling, side: sideOf(radius, oversampling), size, degree: 0 },
    ...{ terms: [moffatCoefficients(shape, sampling)], fwhm: moffatFwhm(shape) },
  });
  const [profile] = profiled.terms as [Float64Array];
  const begin = before?.model ?? profiled;
  const chis = placeStars(begin, stars);
  const limit = CHI_MOST * medianOf(Float64Array.from(chis));
  const alike = stars.filter((_, i) => chis[i]! <= limit);
  const used = alike.length > 2 ? alike : stars;
  const degree = degreeFor(used.length);
  const terms = Array.from(
    { length: termsOf(degree) },
    (_, k) => begin.terms[k] ?? new Float64Array(profile.length),
  );
  const model = { ...profiled, degree, terms };
  return {
    ...{ shape, used },
    model: normalised({ ...model, terms: refinePsf(model, profile, used) }),
  };
}

/**
 * Fits flux, place and sky to each star, in place; answers chi of each: root of the reduced chi².
 */
function placeStars(model: PsfModel, stars: readonly StarStamp[]): number[] {
  const stamp = createStamp(model.radius, model.oversampling);
  const local = localPsf(model);
  return stars.map((star) => {
    let chi = 0;
    for (let step = 0; step < 3; step++) chi = stepStar(model, star, stamp, local);
    return chi;
  });
}

function stepStar(model: PsfModel, star: StarStamp, stamp: Stamp, local: LocalPsf): number {
  const { x, y } = star;
  const place = { x, y, ...boxAbout(x, y, model.radius - 1) };
  psfAt(model, place, local, placeStamp(model, place, stamp));
  fillStamp(model, local.coefficients, stamp, true);
  const matrix = new Float64Array(rowAt(4));
  const shift = new Float64Array(4);
  const row = new Float64Array(4);
  let [chi2, pixels] = [0, 0];
  for (let j = 0; j < stamp.rows; j++)
    for (let i = 0; i < stamp.columns; i++) {
      const px = stamp.x0 + i - star.x0;
      const py = stamp.y0 + j - star.y0;
      if (px < 0 || py < 0 || px >= star.columns || py >= star.rows) continue;
      const weight = star.weights[py * star.columns + px]!;
      if (weight === 0) continue;
      const at = j * stamp.columns + i;
      row[0] = stamp.values[at]!;
      row[1] = star.flux * stamp.slopesX[at]!;
      row[2] = star.flux * stamp.slopesY[at]!;
      row[3] = 1;
      const rest = star.values[py * star.columns + px]! - star.flux * row[0]! - star.sky;
      chi2 += weight * rest * rest;
      pixels++;
      for (let r = 0; r < 4; r++) {
        shift[r]! += weight * row[r]! * rest;
        for (let c = 0; c <= r; c++) matrix[rowAt(r) + c]! += weight * row[r]! * row[c]!;
      }
    }
  const prior = skyPrior(star);
  shift[3]! -= prior * star.sky;
  matrix[rowAt(3) + 3]! += prior;
  factorise(matrix, 4);
  solveFactorised(matrix, 4, shift);
  const within = (value: number) => Math.min(Math.max(value, -0.5), 0.5);
  star.flux += shift[0]!;
  star.x += within(shift[1]!);
  star.y += within(shift[2]!);
  star.sky += shift[3]!;
  return Math.sqrt(chi2 / Math.max(1, pixels - 4));
}

/** The model with all light within its circle 1 everywhere: of the constant term 1, of others 0. */
function normalised(model: PsfModel): PsfModel {
  const { side, oversampling, radius, terms } = model;
  const half = (side - 1) / 2;
  const sum = (term: Float64Array) => {
    let total = 0;
    for (let j = 0; j < side; j++)
      for (let i = 0; i < side; i++)
        if ((i - half) ** 2 + (j - half) ** 2 <= (radius * oversampling) ** 2)
          total += term[j * side + i]!;
    return total / (oversampling * oversampling);
  };
  const [first, ...others] = terms as [Float64Array, ...Float64Array[]];
  const scale = 1 / sum(first);
  const constant = first.map((value) => value * scale);
  return {
    ...model,
    terms: [
      constant,
      ...others.map((term) => {
        const light = sum(term);
        return term.map((value, i) => value - light * constant[i]!);
      }),
    ],
  };
}
