import { aggregatesOf } from './aggregates.ts';
import type { ConnectedImages } from './groups.ts';
import type { Pairs } from './pairs.ts';
import { SetModes } from './set-modes.ts';
import { factorise, rowAt, solveFactorised } from './small-matrix.ts';
import type { SlopeTerms } from './system.ts';

/** Sets of images at most: their dense matrix is then factorised in a fraction of a second. */
const MAX_SETS = 256;
/** From level to level a set takes so many of the level before. */
const GROWTH = 16;

/** What the coarse spaces are made of. */
export interface CoarseInput {
  readonly pairs: Pairs;
  readonly group: ConnectedImages;
  readonly weights: Float64Array;
  readonly terms: SlopeTerms | undefined;
  readonly globals: readonly Float64Array[];
}

/**
 * The large-scale part of the preconditioner. Errors that are a smooth function over many images
 * hardly show in the residual, so that conjugate gradient alone needs as many iterations as there
 * are images across the survey, and far more for slopes. Here compact sets of images move as one,
 * by the global planes. On the largest of these sets, at most 256, the system Pᵀ A P is solved
 * exactly (two-level additive Schwarz method, Dryja & Widlund 1987); between them and the images
 * stand sets of 16, 256 … images, each of which is solved by itself (Bramble, Pasciak & Xu 1990),
 * so that the iterations hardly grow with the survey.
 */
export class CoarseSpace {
  readonly #levels: SetBlocks[] = [];
  readonly #modes: SetModes;
  readonly #matrix: Float64Array;
  readonly #unknowns: Float64Array;

  /** Built with the first weights: a preconditioner may stay while weights are refined. */
  constructor(input: CoarseInput) {
    const { group, globals } = input;
    const images = group.images.length;
    for (let size = GROWTH; images / size > 2 * MAX_SETS; size *= GROWTH)
      this.#levels.push(new SetBlocks(input, Math.ceil(images / size)));
    const sets = aggregatesOf(group, Math.min(MAX_SETS, Math.ceil(images / 9)));
    this.#modes = new SetModes(sets, globals);
    const n = this.#modes.sets * this.#modes.count;
    this.#unknowns = new Float64Array(n);
    this.#matrix = new Float64Array(rowAt(n));
    eachEntry(input, this.#modes, (row, column, value) => {
      this.#matrix[rowAt(row) + column]! += value;
    });
    factorise(this.#matrix, n, 1e-10);
  }

  /** Adds P (Pᵀ A P)⁻¹ Pᵀ residual of each level to the step. */
  addStep(residual: Float64Array, step: Float64Array): void {
    for (const level of this.#levels) level.addStep(residual, step);
    this.#modes.project(residual, this.#unknowns);
    solveFactorised(this.#matrix, this.#unknowns.length, this.#unknowns);
    this.#modes.add(this.#unknowns, step);
  }
}

/** Sets of images, each with its own block of Pᵀ A P. */
class SetBlocks {
  readonly #modes: SetModes;
  readonly #blocks: Float64Array;
  readonly #unknowns: Float64Array;

  constructor(input: CoarseInput, wanted: number) {
    this.#modes = new SetModes(aggregatesOf(input.group, wanted), input.globals);
    const { sets, count } = this.#modes;
    this.#unknowns = new Float64Array(sets * count);
    this.#blocks = new Float64Array(sets * rowAt(count));
    eachEntry(input, this.#modes, (row, column, value) => {
      const set = Math.floor(row / count);
      const first = set * count;
      if (column < first) return;
      this.#blocks[set * rowAt(count) + rowAt(row - first) + column - first]! += value;
    });
    for (let set = 0; set < sets; set++) factorise(this.#blocks, count, 1e-10, set * rowAt(count));
  }

  addStep(residual: Float64Array, step: Float64Array): void {
    const { sets, count } = this.#modes;
    this.#modes.project(residual, this.#unknowns);
    for (let set = 0; set < sets; set++)
      solveFactorised(this.#blocks, count, this.#unknowns, set * rowAt(count), set * count);
    this.#modes.add(this.#unknowns, step);
  }
}

/** The summands of Pᵀ A P, of pairs and of slope terms: lower triangle. */
function eachEntry(
  { pairs, group, weights, terms }: CoarseInput,
  modes: SetModes,
  add: (row: number, column: number, value: number) => void,
): void {
  const { count, set } = modes;
  const t = Array.from({ length: 2 * count }, () => new Float64Array(5));
  const product = new Float64Array(5);
  for (let k = 0; k < group.pairs.length; k++) {
    const [i, j, pair] = [group.i[k]!, group.j[k]!, group.pairs[k]!];
    modes.differences(i, j, t);
    for (let a = 0; a < 2 * count; a++) {
      pairs.multiply(pair, t[a]!, product);
      const row = set[a < count ? i : j]! * count + (a % count);
      for (let b = 0; b < 2 * count; b++) {
        const column = set[b < count ? i : j]! * count + (b % count);
        if (column > row) continue;
        let sum = 0;
        for (let q = 0; q < 5; q++) sum += product[q]! * t[b]![q]!;
        add(row, column, weights[k]! * sum);
      }
    }
  }
  if (!terms) return;
  for (let image = 0; image < set.length; image++) {
    const first = set[image]! * count;
    for (let a = 1; a < count; a++) {
      for (let b = 1; b <= a; b++) {
        for (let slope = 0; slope < 2; slope++) {
          const both = modes.slope(a, image, slope) * modes.slope(b, image, slope);
          add(first + a, first + b, terms.weight[2 * image + slope]! * both);
        }
      }
    }
  }
}
