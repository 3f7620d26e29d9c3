import { aggregatesOf } from './aggregates.ts';
import { BlockMatrix, setsBeside } from './block-matrix.ts';
import { meansOf } from './set-modes.ts';
import { factorise, solveFactorised } from './small-matrix.ts';

/**
 * Sets that are solved exactly, about: their dense matrix is factorised in a moment. Up to twice as
 * many may come where that many are asked for.
 */
export const MAX_SETS = 256;
/** Sets that make one of the next level. */
const GROWTH = 16;
/** Visits of the next level: with one, sets that are merely added up lose from level to level. */
const VISITS = 2;

/**
 * An approximate inverse, symmetric and the same at each call, of the system of sets of images that
 * move by a level and planes of the sky: on many sets by a W cycle of multigrid over sets of 16,
 * 256 … sets (Braess 1995, Computing 55, 379), Gauss and Seidel's method before and, backwards,
 * after.
 */
export class SetCycle {
  readonly #matrix: BlockMatrix;
  readonly #factor: Float64Array | undefined;
  readonly #next: NextLevel | undefined;

  /** `means`: of each mode, what was taken off its level in each set (see `SetModes`). */
  constructor(matrix: BlockMatrix, means: readonly Float64Array[]) {
    this.#matrix = matrix;
    if (matrix.rows <= 2 * MAX_SETS) {
      this.#factor = matrix.dense();
      factorise(this.#factor, matrix.rows * matrix.side, 1e-10);
    } else this.#next = new NextLevel(matrix, means);
  }

  solve(rightSide: Float64Array, x: Float64Array): void {
    if (this.#factor) {
      x.set(rightSide);
      solveFactorised(this.#factor, x.length, x);
      return;
    }
    x.fill(0);
    this.#matrix.relax(rightSide, x, false);
    for (let visit = 0; visit < VISITS; visit++) this.#next!.improve(rightSide, x);
    this.#matrix.relax(rightSide, x, true);
  }
}

/** Sets of sets. */
class NextLevel {
  readonly #fine: BlockMatrix;
  readonly #set: Int32Array;
  /** of each mode, its level on a set less that on the set of sets */
  readonly #levels: Float64Array[];
  readonly #cycle: SetCycle;
  readonly #left: Float64Array;
  readonly #rightSide: Float64Array;
  readonly #x: Float64Array;

  constructor(fine: BlockMatrix, means: readonly Float64Array[]) {
    this.#fine = fine;
    this.#set = aggregatesOf(fine.between, Math.ceil(fine.rows / GROWTH));
    const sets = this.#set.reduce((most, own) => Math.max(most, own + 1), 0);
    const coarseMeans = means.map((levels) => meansOf(levels, this.#set, sets));
    this.#levels = means.map((levels, m) =>
      levels.map((level, k) => level - coarseMeans[m]![this.#set[k]!]!),
    );
    const matrix = new BlockMatrix(setsBeside(sets, this.#set, fine.between), fine.side);
    this.#addBlocks(matrix);
    this.#cycle = new SetCycle(matrix, coarseMeans);
    this.#left = new Float64Array(fine.rows * fine.side);
    this.#rightSide = new Float64Array(sets * fine.side);
    this.#x = new Float64Array(sets * fine.side);
  }

  /** Adds to x what sets of sets make of what it leaves. */
  improve(rightSide: Float64Array, x: Float64Array): void {
    const { side, rows } = this.#fine;
    const [left, coarse] = [this.#left, this.#rightSide];
    this.#fine.residual(rightSide, x, left);
    coarse.fill(0);
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * side, this.#set[row]! * side];
      for (let m = 0; m < side; m++)
        coarse[to + m]! += left[from + m]! + (m ? this.#levels[m]![row]! * left[from]! : 0);
    }
    this.#cycle.solve(coarse, this.#x);
    for (let row = 0; row < rows; row++) {
      const [to, from] = [row * side, this.#set[row]! * side];
      for (let m = 0; m < side; m++) {
        x[to + m]! += this.#x[from + m]!;
        if (m) x[to]! += this.#levels[m]![row]! * this.#x[from + m]!;
      }
    }
  }

  /** Each block B of sets s and t adds Tₛᵀ B Tₜ to that of their sets. */
  #addBlocks(matrix: BlockMatrix): void {
    const { side, rows, between, blocks } = this.#fine;
    const half = new Float64Array(side * side);
    const add = (row: number, column: number): void => {
      const block = this.#fine.at(row, column);
      const to = matrix.at(this.#set[row]!, this.#set[column]!);
      for (let a = 0; a < side; a++) {
        for (let m = 0; m < side; m++) {
          const level = m ? this.#levels[m]![column]! * blocks[block + a * side]! : 0;
          half[a * side + m] = blocks[block + a * side + m]! + level;
        }
      }
      for (let a = 0; a < side; a++) {
        const level = a ? this.#levels[a]![row]! : 0;
        for (let m = 0; m < side; m++)
          matrix.blocks[to + a * side + m]! += half[a * side + m]! + level * half[m]!;
      }
    };
    for (let row = 0; row < rows; row++) {
      add(row, row);
      for (let k = between.start[row]!; k < between.start[row + 1]!; k++)
        add(row, between.neighbour[k]!);
    }
  }
}
