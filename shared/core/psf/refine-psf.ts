import { localPsf, type PsfModel, polynomialAt, psfAt } from './psf-model.ts';
import { splineWeights } from './spline.ts';
import { createStamp, fillStamp, type Stamp } from './stamp.ts';
import type { StarStamp } from './star-stamps.ts';

/**
 * How far a coefficient may lie from the profile's: a part of its own value, and of the largest.
 * Terms of the polynomial beyond the constant may have this part of it.
 */
const PRIOR_OWN = 0.15;
const PRIOR_PEAK = 0.003;
const PRIOR_VARIATION = 0.3;

const STEPS = 14;

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
  for (let step = 0; step < STEPS; step++) {
    let rho = 0;
    for (let i = 0; i < count; i++) rho += (residual[i]! * residual[i]!) / system.diagonal[i]!;
    if (rho === 0) break;
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

/** The normal equations of all coefficients, never written out. */
class PsfSystem {
  readonly model: PsfModel;
  readonly base: Float64Array;
  readonly stars: readonly StarStamp[];
  readonly diagonal: Float64Array;
  readonly #prior: Float64Array;
  readonly #stamp: Stamp;
  readonly #local: Float64Array;
  readonly #polynomials: Float64Array[];
  readonly #weights: Float64Array[];
  readonly #rests: Float64Array[];

  constructor(model: PsfModel, base: Float64Array, stars: readonly StarStamp[]) {
    this.model = model;
    this.base = base;
    this.stars = stars;
    const { terms, radius, side } = model;
    this.#stamp = createStamp(radius);
    this.#local = new Float64Array(side * side);
    this.#polynomials = stars.map((star) => {
      const values = new Float64Array(terms.length);
      polynomialAt(model, star.x, star.y, values);
      return values;
    });
    this.#prior = this.#priors();
    this.diagonal = this.#prior.slice();
    this.#rests = stars.map(({ values }) => new Float64Array(values.length));
    this.#weights = stars.map(({ values }) => new Float64Array(values.length));
    for (const [s, star] of stars.entries()) this.#weigh(s, star);
  }

  /** What the normal equations ask for, less what x gives of it. */
  gradient(x: Float64Array): Float64Array {
    const out = Float64Array.from(x, (value, i) => -value * this.#prior[i]!);
    for (const [s, star] of this.stars.entries()) this.#scatter(s, this.#rests[s]!, star.flux, out);
    return out;
  }

  /** The matrix times x. */
  multiply(x: Float64Array, out: Float64Array): void {
    const { base, model } = this;
    for (let i = 0; i < x.length; i++) out[i] = x[i]! * this.#prior[i]!;
    const light = new Float64Array(Math.max(0, ...this.#rests.map(({ length }) => length)));
    for (const [s, star] of this.stars.entries()) {
      this.#local.fill(0);
      for (let k = 0; k < model.terms.length; k++) {
        const part = this.#polynomials[s]![k]!;
        for (let i = 0; i < base.length; i++) this.#local[i]! += part * x[k * base.length + i]!;
      }
      fillStamp(model, this.#local, { ...star, radius: model.radius - 1 }, this.#stamp, false);
      light.fill(0);
      onStar(this.#stamp, star, (at, own) => {
        light[own] = this.#stamp.values[at]! * star.flux;
      });
      this.#scatter(s, light, star.flux, out);
    }
  }

  /** What is left of a star, and the weights of its pixels. */
  #weigh(s: number, star: StarStamp): void {
    const { model } = this;
    const local = localPsf(model);
    psfAt(model, star.x, star.y, local);
    fillStamp(model, local.coefficients, { ...star, radius: model.radius - 1 }, this.#stamp, false);
    const [rests, weights] = [this.#rests[s]!, this.#weights[s]!];
    onStar(this.#stamp, star, (at, own) => {
      const rest = star.values[own]! - star.sky - star.flux * this.#stamp.values[at]!;
      const weight = star.weights[own]!;
      rests[own] = rest;
      weights[own] = weight / (1 + (weight * rest * rest) / (ROBUST * ROBUST));
    });
    this.#scatterSquares(s, star.flux);
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

  #scatter(s: number, light: Float64Array, flux: number, out: Float64Array): void {
    const star = this.stars[s]!;
    const weights = this.#weights[s]!;
    this.#local.fill(0);
    scatterStar(this.model, star, this.#local, (own) => weights[own]! * light[own]! * flux, false);
    this.#spread(s, out, false);
  }

  #scatterSquares(s: number, flux: number): void {
    const star = this.stars[s]!;
    const weights = this.#weights[s]!;
    this.#local.fill(0);
    scatterStar(this.model, star, this.#local, (own) => weights[own]! * flux * flux, true);
    this.#spread(s, this.diagonal, true);
  }

  #spread(s: number, out: Float64Array, isSquare: boolean): void {
    const { length } = this.base;
    for (let k = 0; k < this.model.terms.length; k++) {
      const value = this.#polynomials[s]![k]!;
      const part = isSquare ? value * value : value;
      for (let i = 0; i < length; i++) out[k * length + i]! += part * this.#local[i]!;
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

/** The transpose of `fillStamp`: adds each pixel's value to the nodes it was made from. */
function scatterStar(
  { side, oversampling, radius }: PsfModel,
  star: StarStamp,
  nodes: Float64Array,
  lightOf: (own: number) => number,
  isSquare: boolean,
): void {
  const half = (side - 1) / 2;
  const reach = radius - 1;
  const [x0, y0] = [Math.ceil(star.x - reach), Math.ceil(star.y - reach)];
  const u = (x0 - star.x) * oversampling + half;
  const v = (y0 - star.y) * oversampling + half;
  const [i0, j0] = [Math.floor(u), Math.floor(v)];
  const [wx, wy] = [new Float64Array(4), new Float64Array(4)];
  splineWeights(u - i0, wx);
  splineWeights(v - j0, wy);
  if (isSquare) for (let k = 0; k < 4; k++) [wx[k], wy[k]] = [wx[k]! * wx[k]!, wy[k]! * wy[k]!];
  for (let py = y0; py <= star.y + reach; py++) {
    const row = py - star.y0;
    if (row < 0 || row >= star.rows) continue;
    for (let px = x0; px <= star.x + reach; px++) {
      const column = px - star.x0;
      if (column < 0 || column >= star.columns) continue;
      const value = lightOf(row * star.columns + column);
      if (value === 0) continue;
      let at = (j0 - 1 + (py - y0) * oversampling) * side + i0 - 1 + (px - x0) * oversampling;
      for (let j = 0; j < 4; j++, at += side) {
        const scaled = wy[j]! * value;
        for (let i = 0; i < 4; i++) nodes[at + i]! += wx[i]! * scaled;
      }
    }
  }
}
