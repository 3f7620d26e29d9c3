import type { ValueOrReason } from './measurement.ts';

/** Fewer points than the three of a sine and a mean, and one, fit any period. */
const FEWEST = 4;
/** Points times frequencies at most: half a minute. */
const TERMS_MOST = 2.5e9;
/** Steps between which sines are turned on rather than computed: the error stays below 1e-13. */
const TURNS = 128;
/** Scatter of this share of the brightness squared is rounding error: the curve is constant. */
const CONSTANT = 1e-24;

/** A determinant of this part of its diagonal is rounding error: sine and cosine are the same. */
const DEPENDENT = 1e-13;

/** What a periodogram is made of. */
export interface Series {
  /** days */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 σ; undefined for all the same */
  readonly errors: Float64Array | undefined;
}

/** Frequencies start, start + step, …; per day. */
export interface FrequencyGrid {
  /** the first frequency, cycles a day */
  readonly start: number;
  /** from one to the next, cycles a day */
  readonly step: number;
  /** how many there are */
  readonly count: number;
}

/** A periodogram of one band. */
export interface Spectrum {
  /** at each frequency of the grid, 0 to 1 */
  readonly power: Float64Array;
  /** of the brightness about its mean, by the errors; without them Σ (m − mean)² */
  readonly chi2: number;
}

/**
 * The Lomb–Scargle periodogram with a floating mean: the share of the weighted scatter about the
 * mean that a sine of each frequency takes away, 0 to 1 (astropy's `standard`). Zechmeister &
 * Kürster 2009, A&A 496, 577, equations 4 to 15, evaluated exactly. NaN at a frequency at which
 * sine and cosine are the same on the points. No value for fewer than four points or times, a
 * constant, or more than 2.5 · 10⁹ points times frequencies.
 */
export function lombScargle(series: Series, grid: FrequencyGrid): ValueOrReason<Spectrum> {
  const { times, values, errors } = series;
  const n = times.length;
  if (n < FEWEST)
    return {
      value: null,
      reason: `${n} measurement${n === 1 ? '' : 's'}: a period needs at least ${FEWEST}`,
    };
  if (n * grid.count > TERMS_MOST)
    return {
      value: null,
      reason: `${n} measurements at ${grid.count} frequencies are too many: give those of fewer nights`,
    };
  const moments = new Set(times).size;
  if (moments < FEWEST)
    return {
      value: null,
      reason: `measurements at ${moments} time${moments === 1 ? '' : 's'} alone: a period needs at least ${FEWEST}`,
    };
  const { weights, total } = weightsOf(errors, n);
  const mean = weightedSum(weights, values);
  const centred = values.map((value) => value - mean);
  const scatter = centred.reduce((sum, y, i) => sum + weights[i]! * y * y, 0);
  if (!(scatter > CONSTANT * (1 + mean * mean)))
    return { value: null, reason: 'the brightness is constant: no period is better than another' };
  const power = new Float64Array(grid.count);
  const turner = new Turner(times, grid);
  for (let k = 0; k < grid.count; k++) {
    turner.to(k);
    power[k] = powerAt(turner, weights, centred, scatter);
  }
  return { value: { power, chi2: scatter * total } };
}

/** Weights of sum 1, and the sum before. */
function weightsOf(errors: Float64Array | undefined, n: number) {
  const weights = new Float64Array(n).fill(1);
  if (errors) for (let i = 0; i < n; i++) weights[i] = 1 / (errors[i]! * errors[i]!);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { weights: weights.map((weight) => weight / total), total };
}

const weightedSum = (weights: Float64Array, values: Float64Array): number =>
  weights.reduce((sum, weight, i) => sum + weight * values[i]!, 0);

function powerAt(
  { cos, sin }: Pick<Turner, 'cos' | 'sin'>,
  weights: Float64Array,
  centred: Float64Array,
  scatter: number,
): number {
  let [meanCos, meanSin] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    meanCos += weights[i]! * cos[i]!;
    meanSin += weights[i]! * sin[i]!;
  }
  // about the means, as one point may weigh more than all others
  let [cc, cs, ss, yc, ys] = [0, 0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const [w, y] = [weights[i]!, centred[i]!];
    const [x, z] = [cos[i]! - meanCos, sin[i]! - meanSin];
    cc += w * x * x;
    cs += w * x * z;
    ss += w * z * z;
    yc += w * y * x;
    ys += w * y * z;
  }
  const determinant = cc * ss - cs * cs;
  if (!(determinant > DEPENDENT * cc * ss)) return Number.NaN;
  const power = (ss * yc * yc + cc * ys * ys - 2 * cs * yc * ys) / (scatter * determinant);
  return Math.min(1, power);
}

/** Sine and cosine of 2π f t for all times, from one frequency of a grid to the next. */
class Turner {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly #times: Float64Array;
  readonly #grid: FrequencyGrid;
  readonly #stepCos: Float64Array;
  readonly #stepSin: Float64Array;

  constructor(times: Float64Array, grid: FrequencyGrid) {
    // from the middle: small angles lose the fewest digits
    const middle =
      (times.reduce((a, b) => Math.min(a, b)) + times.reduce((a, b) => Math.max(a, b))) / 2;
    this.#times = times.map((time) => time - middle);
    this.#grid = grid;
    this.cos = new Float64Array(times.length);
    this.sin = new Float64Array(times.length);
    this.#stepCos = this.#times.map((time) => Math.cos(2 * Math.PI * grid.step * time));
    this.#stepSin = this.#times.map((time) => Math.sin(2 * Math.PI * grid.step * time));
  }

  /** To the frequency of that number; all before it were asked for. */
  to(k: number): void {
    const { cos, sin } = this;
    if (k % TURNS === 0) {
      const omega = 2 * Math.PI * (this.#grid.start + k * this.#grid.step);
      for (let i = 0; i < cos.length; i++) {
        cos[i] = Math.cos(omega * this.#times[i]!);
        sin[i] = Math.sin(omega * this.#times[i]!);
      }
      return;
    }
    for (let i = 0; i < cos.length; i++) {
      const [a, b, c, d] = [cos[i]!, sin[i]!, this.#stepCos[i]!, this.#stepSin[i]!];
      cos[i] = a * c - b * d;
      sin[i] = b * c + a * d;
    }
  }
}
