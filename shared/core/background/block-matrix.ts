import type { Adjacency } from './aggregates.ts';
import { factorise, rowAt, solveFactorised } from './small-matrix.ts';

/**
 * A sparse symmetric matrix of square blocks: a block for each row with itself, and for those pairs
 * of rows that have something in common.
 */
export class BlockMatrix {
  readonly rows: number;
  /** numbers of a block's side */
  readonly side: number;
  /** rows beside each row, each once */
  readonly between: Adjacency;
  /** of each row the block with itself, then those with its neighbours; see `at` */
  readonly blocks: Float64Array;
  #factors: Float64Array | undefined;
  readonly #sum: Float64Array;

  /** All 0. `between`: rows beside each row, each once. */
  constructor(between: Adjacency, side: number) {
    this.between = between;
    this.rows = between.start.length - 1;
    this.side = side;
    this.blocks = new Float64Array((this.rows + between.neighbour.length) * side * side);
    this.#sum = new Float64Array(side);
  }

  /** Where the block of a row and a column begins in `blocks`, row by row. */
  at(row: number, column: number): number {
    const { start, neighbour } = this.between;
    let k = start[row]!;
    if (row !== column) while (neighbour[k] !== column) k++;
    return (row + k + (row === column ? 0 : 1)) * this.side ** 2;
  }

  /**
   * One pass of symmetric Gauss and Seidel's method over the rows, in their order or backwards:
   * each row's unknowns are solved for, the others as they are.
   */
  relax(rightSide: Float64Array, x: Float64Array, backwards: boolean): void {
    this.#factors ??= this.#factorised();
    const { side, rows } = this;
    const own = rowAt(side);
    for (let k = 0; k < rows; k++) {
      const row = backwards ? rows - 1 - k : k;
      this.#besides(row, x);
      for (let a = 0; a < side; a++) x[row * side + a] = rightSide[row * side + a]! - this.#sum[a]!;
      solveFactorised(this.#factors, side, x, row * own, row * side);
    }
  }

  /** What is left of the right side: b − A x. */
  residual(rightSide: Float64Array, x: Float64Array, left: Float64Array): void {
    const { side, rows } = this;
    const blocks = this.blocks;
    for (let row = 0; row < rows; row++) {
      this.#besides(row, x);
      const block = this.at(row, row);
      for (let a = 0; a < side; a++) {
        let sum = this.#sum[a]!;
        for (let b = 0; b < side; b++) sum += blocks[block + a * side + b]! * x[row * side + b]!;
        left[row * side + a] = rightSide[row * side + a]! - sum;
      }
    }
  }

  /** The lower triangle, packed, in full. */
  dense(): Float64Array {
    const { side, rows } = this;
    const matrix = new Float64Array(rowAt(rows * side));
    const { start, neighbour } = this.between;
    const copy = (row: number, column: number): void => {
      const block = this.at(row, column);
      for (let a = 0; a < side; a++) {
        for (let b = 0; b < (row === column ? a + 1 : side); b++)
          matrix[rowAt(row * side + a) + column * side + b] = this.blocks[block + a * side + b]!;
      }
    };
    for (let row = 0; row < rows; row++) {
      copy(row, row);
      for (let k = start[row]!; k < start[row + 1]!; k++)
        if (neighbour[k]! < row) copy(row, neighbour[k]!);
    }
    return matrix;
  }

  /** Of a row, the product without the row's own block. */
  #besides(row: number, x: Float64Array): void {
    const { side } = this;
    const { start, neighbour } = this.between;
    const [blocks, sums] = [this.blocks, this.#sum];
    sums.fill(0);
    for (let k = start[row]!; k < start[row + 1]!; k++) {
      const from = neighbour[k]! * side;
      let at = (row + k + 1) * side * side;
      for (let a = 0; a < side; a++) {
        let sum = sums[a]!;
        for (let b = 0; b < side; b++) sum += blocks[at++]! * x[from + b]!;
        sums[a] = sum;
      }
    }
  }

  #factorised(): Float64Array {
    const { side, rows } = this;
    const factors = new Float64Array(rows * rowAt(side));
    for (let row = 0; row < rows; row++) {
      const [block, own] = [this.at(row, row), row * rowAt(side)];
      for (let a = 0; a < side; a++) {
        for (let b = 0; b <= a; b++)
          factors[own + rowAt(a) + b] = this.blocks[block + a * side + b]!;
      }
      factorise(factors, side, 1e-10, own);
    }
    return factors;
  }
}

/**
 * The sets that have a neighbour in another: those beside each, rising. `sets`: how many there are;
 * `set`: of each item.
 */
export function setsBeside(
  sets: number,
  set: Int32Array,
  { start, neighbour }: Adjacency,
): Adjacency {
  const found: number[][] = Array.from({ length: sets }, () => []);
  for (let item = 0; item < set.length; item++) {
    const own = found[set[item]!]!;
    for (let k = start[item]!; k < start[item + 1]!; k++) {
      const other = set[neighbour[k]!]!;
      if (other !== set[item] && !own.includes(other)) own.push(other);
    }
  }
  const starts = new Int32Array(sets + 1);
  for (let own = 0; own < sets; own++) starts[own + 1] = starts[own]! + found[own]!.length;
  return {
    start: starts,
    neighbour: Int32Array.from(found.flatMap((list) => list.sort((a, b) => a - b))),
  };
}
