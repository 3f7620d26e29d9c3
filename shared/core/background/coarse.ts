import { aggregatesOf } from './aggregates.ts';
import type { Group } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { factorise, rowAt, solveFactorised } from './small-matrix.ts';
import type { SlopeTerms } from './system.ts';

/** Sets of images at most: their dense matrix is then factorised in a fraction of a second. */
const MAX_SETS = 256;

/**
 * The large-scale part of the preconditioner. Errors that are a smooth function over many images
 * hardly show in the residual, so that conjugate gradient alone needs as many iterations as there
 * are images across the survey, and far more for slopes. Here each compact set of images moves as
 * one, by the global planes (a level and planes of the sky); the system on these few unknowns, Pᵀ A
 * P, is solved exactly (two-level additive Schwarz method, Dryja & Widlund 1987).
 */
export class CoarseSpace {
  readonly #group: Group;
  readonly #set: Int32Array;
  readonly #sets: number;
  /**
   * the global planes, three numbers an image, whose levels are to be taken less their mean over
   * the set
   */
  readonly #modes: readonly Float64Array[];
  /** of each mode the mean level of each set: 0 for the level itself */
  readonly #means: Float64Array[];
  readonly #matrix: Float64Array;
  readonly #unknowns: Float64Array;

  /** Built with the first weights: a preconditioner may stay while weights are refined. */
  constructor(
    pairs: Pairs,
    group: Group,
    weights: Float64Array,
    terms: SlopeTerms | undefined,
    globals: readonly Float64Array[],
  ) {
    this.#group = group;
    this.#set = aggregatesOf(group, Math.min(MAX_SETS, Math.ceil(group.images.length / 9)));
    this.#sets = this.#set.reduce((most, set) => Math.max(most, set + 1), 0);
    this.#modes = globals;
    this.#means = globals.map((planes, m) =>
      m === 0 ? new Float64Array(this.#sets) : meanLevels(planes, this.#set, this.#sets),
    );
    this.#unknowns = new Float64Array(this.#sets * this.#modes.length);
    this.#matrix = new Float64Array(rowAt(this.#unknowns.length));
    this.#addPairs(pairs, weights);
    if (terms) this.#addTerms(terms);
    factorise(this.#matrix, this.#unknowns.length, 1e-10);
  }

  /** Pᵀ A P of the pairs, lower triangle. */
  #addPairs(pairs: Pairs, weights: Float64Array): void {
    const modes = this.#modes.length;
    const matrix = this.#matrix;
    const one = new Float64Array(6);
    const t = Array.from({ length: 2 * modes }, () => new Float64Array(5));
    const product = new Float64Array(5);
    for (let k = 0; k < this.#group.pairs.length; k++) {
      const places = [this.#group.i[k]!, this.#group.j[k]!];
      const pair = this.#group.pairs[k]!;
      for (let side = 0; side < 2; side++) {
        for (let m = 0; m < modes; m++) {
          const at = 3 * places[side]!;
          one.fill(0);
          one.set(this.#modes[m]!.subarray(at, at + 3), 3 * side);
          one[3 * side] = one[3 * side]! - this.#means[m]![this.#set[places[side]!]!]!;
          planeDifference(one, 0, 1, t[side * modes + m]!);
        }
      }
      for (let a = 0; a < 2 * modes; a++) {
        pairs.multiply(pair, t[a]!, product);
        const row = this.#set[places[a < modes ? 0 : 1]!]! * modes + (a % modes);
        for (let b = 0; b < 2 * modes; b++) {
          const column = this.#set[places[b < modes ? 0 : 1]!]! * modes + (b % modes);
          if (column > row) continue;
          let sum = 0;
          for (let q = 0; q < 5; q++) sum += product[q]! * t[b]![q]!;
          matrix[rowAt(row) + column] = matrix[rowAt(row) + column]! + weights[k]! * sum;
        }
      }
    }
  }

  #addTerms(terms: SlopeTerms): void {
    const modes = this.#modes.length;
    for (let image = 0; image < this.#set.length; image++) {
      const first = this.#set[image]! * modes;
      for (let a = 1; a < modes; a++) {
        for (let b = 1; b <= a; b++) {
          for (let slope = 0; slope < 2; slope++) {
            const at = 3 * image + 1 + slope;
            this.#matrix[rowAt(first + a) + first + b]! +=
              terms.weight[2 * image + slope]! * this.#modes[a]![at]! * this.#modes[b]![at]!;
          }
        }
      }
    }
  }

  /** Adds P (Pᵀ A P)⁻¹ Pᵀ residual to the step. */
  addStep(residual: Float64Array, step: Float64Array): void {
    const modes = this.#modes.length;
    const unknowns = this.#unknowns.fill(0);
    for (let image = 0, k = 0; k < residual.length; image++, k += 3) {
      const first = this.#set[image]! * modes;
      for (let m = 0; m < modes; m++) {
        const mode = this.#modes[m]!;
        const level = mode[k]! - this.#means[m]![this.#set[image]!]!;
        unknowns[first + m]! +=
          level * residual[k]! + mode[k + 1]! * residual[k + 1]! + mode[k + 2]! * residual[k + 2]!;
      }
    }
    solveFactorised(this.#matrix, unknowns.length, unknowns);
    for (let image = 0, k = 0; k < step.length; image++, k += 3) {
      const first = this.#set[image]! * modes;
      for (let m = 0; m < modes; m++) {
        const mode = this.#modes[m]!;
        const amount = unknowns[first + m]!;
        const level = mode[k]! - this.#means[m]![this.#set[image]!]!;
        step[k] = step[k]! + amount * level;
        step[k + 1] = step[k + 1]! + amount * mode[k + 1]!;
        step[k + 2] = step[k + 2]! + amount * mode[k + 2]!;
      }
    }
  }
}

/** The mean level of each set. Less it, a set's modes are as independent as they can be. */
function meanLevels(planes: Float64Array, set: Int32Array, sets: number): Float64Array {
  const mean = new Float64Array(sets);
  const count = new Float64Array(sets);
  for (let image = 0; image < set.length; image++) {
    mean[set[image]!]! += planes[3 * image]!;
    count[set[image]!]!++;
  }
  return mean.map((sum, own) => sum / count[own]!);
}
