import { type Adjacency, aggregatesOf, overlappingImages } from './aggregates.ts';
import { BlockMatrix, setsBeside } from './block-matrix.ts';
import type { ConnectedImages } from './groups.ts';
import type { Pairs } from './pairs.ts';
import { MAX_SETS, SetCycle } from './set-cycle.ts';
import { SetModes } from './set-modes.ts';
import type { SlopeTerms } from './system.ts';

/** Images of a set: of few images, and of more than MAX_SETS × 32. */
const FEW = 9;
const MANY = 32;

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
 * by the global planes. The system of the sets, Pᵀ A P, is solved (two-level additive Schwarz
 * method, Dryja & Widlund 1987): exactly for some 256 sets and fewer, else by sets of sets
 * (`SetCycle`), so that the iterations do not grow with the survey.
 */
export class CoarseSpace {
  readonly #modes: SetModes;
  readonly #cycle: SetCycle;
  readonly #unknowns: Float64Array;
  readonly #solved: Float64Array;

  /** Built with the first weights: a preconditioner may stay while weights are refined. */
  constructor(input: CoarseInput) {
    const { group, globals } = input;
    const images = group.images.length;
    const wanted =
      images > MANY * MAX_SETS
        ? Math.ceil(images / MANY)
        : Math.min(MAX_SETS, Math.ceil(images / FEW));
    const beside = overlappingImages(group);
    this.#modes = new SetModes(aggregatesOf(beside, wanted), globals);
    this.#cycle = new SetCycle(matrixOf(input, this.#modes, beside), this.#modes.means);
    const n = this.#modes.sets * this.#modes.count;
    this.#unknowns = new Float64Array(n);
    this.#solved = new Float64Array(n);
  }

  /** Adds P (Pᵀ A P)⁻¹ Pᵀ residual to the step. */
  addStep(residual: Float64Array, step: Float64Array): void {
    this.#modes.project(residual, this.#unknowns);
    this.#cycle.solve(this.#unknowns, this.#solved);
    this.#modes.add(this.#solved, step);
  }
}

/** Pᵀ A P, of pairs and of slope terms. */
function matrixOf(input: CoarseInput, modes: SetModes, beside: Adjacency): BlockMatrix {
  const { count, set } = modes;
  const matrix = new BlockMatrix(setsBeside(modes.sets, set, beside), count);
  addPairs(input, modes, matrix);
  const { terms } = input;
  if (!terms) return matrix;
  for (let image = 0; image < set.length; image++) {
    const block = matrix.at(set[image]!, set[image]!);
    for (let a = 1; a < count; a++) {
      for (let b = 1; b < count; b++) {
        for (let slope = 0; slope < 2; slope++) {
          const both = modes.slope(a, image, slope) * modes.slope(b, image, slope);
          const at = block + a * count + b;
          matrix.blocks[at] = matrix.blocks[at]! + terms.weight[2 * image + slope]! * both;
        }
      }
    }
  }
  return matrix;
}

function addPairs(
  { pairs, group, weights }: CoarseInput,
  modes: SetModes,
  matrix: BlockMatrix,
): void {
  const { count, set } = modes;
  const { blocks } = matrix;
  const t = Array.from({ length: 2 * count }, () => new Float64Array(5));
  const product = new Float64Array(5);
  for (let k = 0; k < group.pairs.length; k++) {
    const [i, j, pair] = [group.i[k]!, group.j[k]!, group.pairs[k]!];
    const own = [set[i]!, set[j]!];
    modes.differences(i, j, t);
    const starts = own.map((row) => own.map((column) => matrix.at(row, column)));
    for (let a = 0; a < 2 * count; a++) {
      pairs.multiply(pair, t[a]!, product);
      const [first, second] = starts[a < count ? 0 : 1]!;
      const row = (a % count) * count;
      for (let b = 0; b < 2 * count; b++) {
        const other = t[b]!;
        let sum = 0;
        for (let q = 0; q < 5; q++) sum += product[q]! * other[q]!;
        const at = row + (b < count ? first! + b : second! + b - count);
        blocks[at] = blocks[at]! + weights[k]! * sum;
      }
    }
  }
}
