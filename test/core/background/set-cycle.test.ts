import { describe, expect, it } from 'vitest';
import { aggregatesOf, overlappingImages } from '../../../shared/core/background/aggregates.ts';
import { BlockMatrix, setsBeside } from '../../../shared/core/background/block-matrix.ts';
import { groupsOf } from '../../../shared/core/background/groups.ts';
import { SetCycle } from '../../../shared/core/background/set-cycle.ts';
import { factorise, rowAt, solveFactorised } from '../../../shared/core/background/small-matrix.ts';
import { solveBackground } from '../../../shared/core/background/solve.ts';
import { normal } from '../overlaps/made-images.ts';
import { madeSky } from './made-sky.ts';

/** Sets of a strip, each beside the next, as many as ask for sets of sets. */
const SETS = 700;
const SIDE = 2;

/** A chain of springs with a weak hold on each second unknown: positive definite. */
function chain(): BlockMatrix {
  const neighbours = Array.from({ length: SETS }, (_, k) =>
    [k - 1, k + 1].filter((other) => other >= 0 && other < SETS),
  );
  const start = new Int32Array(SETS + 1);
  for (let k = 0; k < SETS; k++) start[k + 1] = start[k]! + neighbours[k]!.length;
  const matrix = new BlockMatrix({ start, neighbour: Int32Array.from(neighbours.flat()) }, SIDE);
  for (let k = 0; k < SETS; k++) {
    const own = [neighbours[k]!.length + 0.0101, 0.1, 0.1, 1];
    matrix.blocks.set(own, matrix.at(k, k));
    for (const other of neighbours[k]!) matrix.blocks.set([-1, 0, 0, 0], matrix.at(k, other));
  }
  return matrix;
}

const vector = (seed: number): Float64Array => {
  const deviate = normal(seed);
  return Float64Array.from({ length: SETS * SIDE }, () => deviate());
};

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0);

describe('the system of sets of images', () => {
  const levels = Float64Array.from({ length: SETS }, (_, k) => k / SETS);
  const cycle = new SetCycle(chain(), [new Float64Array(SETS), levels]);
  const solved = (rightSide: Float64Array): Float64Array => {
    const x = new Float64Array(rightSide.length);
    cycle.solve(rightSide, x);
    return x;
  };

  it('is inverted symmetrically and positively, as conjugate gradient asks', () => {
    const [a, b] = [vector(1), vector(2)];
    const [ab, ba] = [dot(a, solved(b)), dot(b, solved(a))];
    expect(Math.abs(ab - ba)).toBeLessThan(1e-9 * Math.abs(ab));
    expect(dot(a, solved(a))).toBeGreaterThan(0);
  });

  it('is solved by cycles where passes over single sets alone hardly begin', () => {
    const matrix = chain();
    const exact = matrix.dense();
    factorise(exact, SETS * SIDE);
    const rightSide = vector(3);
    const truth = rightSide.slice();
    solveFactorised(exact, truth.length, truth);
    const errorOf = (x: Float64Array): number => {
      const error = x.map((value, k) => value - truth[k]!);
      return Math.sqrt(dot(error, error) / dot(truth, truth));
    };
    const [byCycles, byPasses] = [new Float64Array(truth.length), new Float64Array(truth.length)];
    const left = new Float64Array(truth.length);
    for (let step = 0; step < 100; step++) {
      matrix.residual(rightSide, byCycles, left);
      const more = solved(left);
      for (let k = 0; k < more.length; k++) byCycles[k]! += more[k]!;
      for (const backwards of [false, true]) matrix.relax(rightSide, byPasses, backwards);
    }
    // A cycle has as many passes of its own as it is compared with: without sets of sets no ratio
    // would be below 1; they must gain a whole figure.
    expect(errorOf(byCycles)).toBeLessThan(errorOf(byPasses) / 10);
  });
});

describe('the matrix of sets', () => {
  it('is the one written out in full', () => {
    const matrix = chain();
    const dense = matrix.dense();
    const x = vector(4);
    const left = new Float64Array(x.length);
    matrix.residual(new Float64Array(x.length), x, left);
    for (let row = 0; row < x.length; row++) {
      let sum = 0;
      for (let k = 0; k < x.length; k++)
        sum += dense[rowAt(Math.max(row, k)) + Math.min(row, k)]! * x[k]!;
      expect(Math.abs(left[row]! + sum)).toBeLessThan(1e-12);
    }
  });

  it('knows which sets have neighbours in one another, each once', () => {
    const { pairs } = madeSky({ images: 300, seed: 1, off: 0 });
    const [group] = groupsOf(pairs);
    const images = overlappingImages(group!);
    const set = aggregatesOf(images, 20);
    const sets = Math.max(...set) + 1;
    const { start, neighbour } = setsBeside(sets, set, images);
    const wanted = new Set<string>();
    for (let k = 0; k < group!.pairs.length; k++) {
      const [s, t] = [set[group!.i[k]!]!, set[group!.j[k]!]!];
      if (s !== t) wanted.add(`${s} ${t}`).add(`${t} ${s}`);
    }
    const found = Array.from({ length: sets }, (_, own) =>
      Array.from(neighbour.subarray(start[own], start[own + 1]), (other) => `${own} ${other}`),
    ).flat();
    expect(found.length).toBe(wanted.size);
    expect(new Set(found)).toEqual(wanted);
  });
});

describe('the iterations of a background', () => {
  it('are less than twice as many for 20,000 images as for 1,000', () => {
    const [few, many] = [1000, 20_000].map((images) => {
      const sky = madeSky({ images, seed: 100, off: 0.1 });
      return solveBackground(sky.images, sky.pairs).groups[0]!.iterations;
    });
    expect(many).toBeLessThan(2 * few!);
  });
});
