import {
  type LocalPsf,
  localPsf,
  type NodeWindow,
  type PsfModel,
  polynomialAt,
  psfAt,
} from './psf-model.ts';
import {
  boxAbout,
  createStamp,
  fillStamp,
  placeStamp,
  type Stamp,
  type StarInBox,
  scatterStamp,
} from './stamp.ts';
import type { StarStamp } from './star-stamps.ts';

/**
 * How far a coefficient may lie from the profile's: a part of its own value, and of the largest.
 * Terms of the polynomial beyond the constant may have this part of it.
 */
const PRIOR_OWN = 0.15;
const PRIOR_PEAK = 0.003;
const PRIOR_VARIATION = 0.3;

/** Steps of conjugate gradients at most, and the part of the first residual at which they end. */
const STEPS = 14;
const ENOUGH = 3e-4;

/** Deviations of this many sigma weigh half: unseen neighbours, cosmic rays. */
const ROBUST = 5;

/**
 * Corrects a PSF after what is left of its stars: the coefficients of all terms at once, by least
 * squares held to the profile `base` (Tikhonov; Bertin 2011, section 3.2), solved by conjugate
 * gradients. Answers the terms.
 */
export function refinePsf(
  model: PsfModel,
  base: Float64Array,
  stars: readonly StarStamp[],
): Float64Array[] {
  const system = new PsfSystem(model, base, stars);
  const count = model.terms.length * base.length;
  const x = new Float64Array(count);
  for (const [k, term] of model.terms.entries())
    for (let i = 0; i < base.length; i++)
      x[k * base.length + i] = term[i]! - (k === 0 ? base[i]! : 0);
  const residual = system.gradient(x);
  const product = new Float64Array(count);
  const direction = new Float64Array(count);
  let before = 1;
  let first = 0;
  for (let step = 0; step < STEPS; step++) {
    let rho = 0;
    for (let i = 0; i < count; i++) rho += (residual[i]! * residual[i]!) / system.diagonal[i]!;
    if (step === 0) first = rho;
    if (rho <= ENOUGH * first) break;
    for (let i = 0; i < count; i++)
      direction[i] =
        residual[i]! / system.diagonal[i]! + (step === 0 ? 0 : (rho / before) * direction[i]!);
    before = rho;
    system.multiply(direction, product);
    let curvature = 0;
    for (let i = 0; i < count; i++) curvature += direction[i]! * product[i]!;
    const alpha = rho / curvature;
    for (let i = 0; i < count; i++) {
      x[i]! += alpha * direction[i]!;
      residual[i]! -= alpha * product[i]!;
    }
  }
  return model.terms.map((_, k) =>
    base.map((value, i) => x[k * base.length + i]! + (k === 0 ? value : 0)),
  );
}

/** A star's part of the normal equations. */
interface StarPart {
  readonly place: StarInBox;
  /** the polynomial's terms at its place */
  readonly polynomial: Float64Array;
  /** of each pixel of its stamp: flux² / variance, and flux × what is left / variance */
  readonly weights: Float64Array;
  readonly rests: Float64Array;
}

/** The normal equations of all coefficients, never written out. */
class PsfSystem {
  readonly model: PsfModel;
  readonly base: Float64Array;
  readonly diagonal: Float64Array;
  readonly #prior: Float64Array;
  readonly #stamp: Stamp;
  /** of one star: the PSF there, or the sum at each node */
  readonly #local: LocalPsf;
  readonly #parts: readonly StarPart[];

  constructor(model: PsfModel, base: Float64Array, stars: readonly StarStamp[]) {
    this.model = model;
    this.base = base;
    this.#stamp = createStamp(model.radius, model.oversampling);
    this.#local = localPsf(model);
    this.#prior = this.#priors();
    this.diagonal = this.#prior.slice();
    const local = localPsf(model);
    this.#parts = stars.map((star) => this.#partOf(star, local));
    for (const part of this.#parts) this.#addSquares(part);
  }

  /** What the normal equations ask for, less what x gives of it. */
  gradient(x: Float64Array): Float64Array {
    const out = Float64Array.from(x, (value, i) => -value * this.#prior[i]!);
    for (const { place, polynomial, rests } of this.#parts) {
      const window = placeStamp(this.model, place, this.#stamp);
      this.#stamp.values.set(rests);
      this.#spread(window, polynomial, out);
    }
    return out;
  }

  /** The matrix times x. */
  multiply(x: Float64Array, out: Float64Array): void {
    const { base, model } = this;
    const { coefficients } = this.#local;
    for (let i = 0; i < x.length; i++) out[i] = x[i]! * this.#prior[i]!;
    const terms = model.terms.map((_, k) => x.subarray(k * base.length, (k + 1) * base.length));
    const local = { coefficients, weights: new Float64Array(terms.length) };
    for (const { place, weights, polynomial } of this.#parts) {
      const window = placeStamp(model, place, this.#stamp);
      psfAt({ ...model, terms }, place, local, window);
      fillStamp(model, local.coefficients, this.#stamp, false);
      const { values } = this.#stamp;
      for (let i = 0; i < weights.length; i++) values[i]! *= weights[i]!;
      this.#spread(window, polynomial, out);
    }
  }

  /** What is left of a star, and the weights of its pixels. */
  #partOf(star: StarStamp, local: LocalPsf): StarPart {
    const model = this.model;
    const place = { x: star.x, y: star.y, ...boxAbout(star.x, star.y, model.radius - 1) };
    const stamp = this.#stamp;
    psfAt(model, star, local, placeStamp(model, place, stamp));
    fillStamp(model, local.coefficients, stamp, false);
    const [weights, rests] = [0, 0].map(() => new Float64Array(stamp.rows * stamp.columns)) as [
      Float64Array,
      Float64Array,
    ];
    onStar(stamp, star, (at, own) => {
      const rest = star.values[own]! - star.sky - star.flux * stamp.values[at]!;
      const weight = star.weights[own]!;
      const robust = weight / (1 + (weight * rest * rest) / (ROBUST * ROBUST));
      weights[at] = star.flux * star.flux * robust;
      rests[at] = star.flux * rest * robust;
    });
    const polynomial = new Float64Array(model.terms.length);
    polynomialAt(model, star.x, star.y, polynomial);
    return { place, polynomial, weights, rests };
  }

  #priors(): Float64Array {
    const { base, model } = this;
    const peak = base.reduce((most, value) => Math.max(most, value), 0);
    return Float64Array.from({ length: model.terms.length * base.length }, (_, at) => {
      const value = base[at % base.length]!;
      const part = at < base.length ? 1 : PRIOR_VARIATION;
      return 1 / ((PRIOR_OWN * value * part) ** 2 + (PRIOR_PEAK * peak * part) ** 2);
    });
  }

  /** Adds a star's squares to the diagonal. */
  #addSquares({ place, polynomial, weights }: StarPart): void {
    const stamp = this.#stamp;
    const window = placeStamp(this.model, place, stamp);
    for (const one of stamp.weights) for (let k = 0; k < 4; k++) one[k]! *= one[k]!;
    stamp.values.set(weights);
    this.#spread(
      window,
      polynomial.map((value) => value * value),
      this.diagonal,
    );
  }

  /** Adds the stamp's values to the nodes, of each term as much as the star has of it. */
  #spread(window: NodeWindow, polynomial: Float64Array, out: Float64Array): void {
    const { side, terms } = this.model;
    const { length } = this.base;
    const { coefficients } = this.#local;
    const { column, columns } = window;
    for (let row = window.row; row < window.row + window.rows; row++)
      coefficients.fill(0, row * side + column, row * side + column + columns);
    scatterStamp(this.model, this.#stamp, coefficients);
    for (let k = 0; k < terms.length; k++) {
      const [part, first] = [polynomial[k]!, k * length];
      for (let row = window.row; row < window.row + window.rows; row++) {
        const from = row * side + column;
        for (let i = from; i < from + columns; i++) out[first + i]! += part * coefficients[i]!;
      }
    }
  }
}

/** Calls back for each pixel of a stamp that the star's cut-out has. */
function onStar(stamp: Stamp, star: StarStamp, visit: (at: number, own: number) => void): void {
  for (let j = 0; j < stamp.rows; j++) {
    const row = stamp.y0 + j - star.y0;
    if (row < 0 || row >= star.rows) continue;
    for (let i = 0; i < stamp.columns; i++) {
      const column = stamp.x0 + i - star.x0;
      if (column < 0 || column >= star.columns) continue;
      visit(j * stamp.columns + i, row * star.columns + column);
    }
  }
}
