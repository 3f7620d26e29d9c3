import { describe, expect, it } from 'vitest';
import { CoarseSpace } from '../../../shared/core/background/coarse.ts';
import {
  conjugateGradient,
  type Workspace,
} from '../../../shared/core/background/conjugate-gradient.ts';
import { type ConnectedImages, groupsOf } from '../../../shared/core/background/groups.ts';
import { Pairs } from '../../../shared/core/background/pairs.ts';
import { factorise, solveFactorised } from '../../../shared/core/background/small-matrix.ts';
import { NormalEquations } from '../../../shared/core/background/system.ts';
import { seeded } from '../pictures/slow-twins.ts';

interface Sample {
  readonly i: number;
  readonly j: number;
  /** [1, u, v, u', v'] */
  readonly phi: readonly number[];
  readonly d: number;
}

const random = seeded(3);
const between = (low: number, high: number): number => low + (high - low) * random();

/** A grid of images, 20 samples on each overlap of neighbours. */
function grid(side: number): { samples: Sample[]; pairs: Pairs } {
  const samples: Sample[] = [];
  const pairs = new Pairs(side * side, Number);
  for (let k = 0; k < side * side; k++) {
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
    ] as const) {
      if ((k % side) + dx >= side || k + dy * side >= side * side) continue;
      const own = Array.from({ length: 20 }, (): Sample => {
        const [u, v] = dx
          ? [between(0.3, 0.5), between(-0.5, 0.5)]
          : [between(-0.5, 0.5), between(0.3, 0.5)];
        return {
          i: k,
          j: k + dx + dy * side,
          phi: [1, u, v, u - 0.8 * dx, v - 0.8 * dy],
          d: between(-5, 5),
        };
      });
      samples.push(...own);
      const sum = (measureOf: (sample: Sample) => number): number =>
        own.reduce((total, one) => total + measureOf(one), 0);
      pairs.add({
        i: `${k}`,
        j: `${own[0]!.j}`,
        count: 20,
        moments: [0, 1, 2, 3, 4].flatMap((a) =>
          [0, 1, 2, 3, 4].slice(a).map((b) => sum(({ phi }) => phi[a]! * phi[b]!)),
        ),
        differences: [0, 1, 2, 3, 4].map((a) => sum(({ phi, d }) => phi[a]! * d)),
        squares: sum(({ d }) => d * d),
        rms: 1,
      });
    }
  }
  return { samples, pairs };
}

const SIDE = 8;
const { samples, pairs } = grid(SIDE);
const [group] = [...groupsOf(pairs)] as [ConnectedImages];
const SIZE = 3 * SIDE * SIDE;
const weights = Float64Array.from(group.pairs, () => between(0.5, 2));
const terms = {
  weight: Float64Array.from({ length: 2 * SIDE * SIDE }, () => between(0.1, 1)),
  pull: Float64Array.from({ length: 2 * SIDE * SIDE }, () => between(-1, 1)),
};

/** The slow twin: the matrix and the right side from the samples, one by one. */
function written(slopes: boolean): { matrix: Float64Array; rightSide: Float64Array } {
  const matrix = new Float64Array(SIZE * SIZE);
  const rightSide = new Float64Array(SIZE);
  const weightOf = new Map(
    Array.from(group.pairs, (pair, k) => [`${pairs.i(pair)} ${pairs.j(pair)}`, weights[k]!]),
  );
  for (const { i, j, phi, d } of samples) {
    const weight = weightOf.get(`${i} ${j}`)!;
    const row = new Float64Array(SIZE);
    row[3 * i] = 1;
    row[3 * j] = -1;
    if (slopes) {
      row.set([phi[1]!, phi[2]!], 3 * i + 1);
      row.set([-phi[3]!, -phi[4]!], 3 * j + 1);
    }
    for (let a = 0; a < SIZE; a++) {
      if (row[a] === 0) continue;
      rightSide[a]! += weight * row[a]! * d;
      for (let b = 0; b < SIZE; b++) matrix[a * SIZE + b]! += weight * row[a]! * row[b]!;
    }
  }
  for (let k = 0; slopes && k < terms.weight.length; k++) {
    const at = 3 * (k >> 1) + 1 + (k & 1);
    matrix[at * SIZE + at]! += terms.weight[k]!;
    rightSide[at]! += terms.pull[k]!;
  }
  return { matrix, rightSide };
}

const lowerTriangle = (matrix: Float64Array): Float64Array =>
  matrix.filter((_, k) => k % SIZE <= Math.floor(k / SIZE));

const vectors = (): Workspace => [0, 0].map(() => new Float64Array(SIZE)) as unknown as Workspace;
const modes = [Float64Array.from({ length: SIZE }, (_, k) => (k % 3 === 0 ? 1 : 0))];
const tilt = Float64Array.from(
  { length: SIZE },
  (_, k) => [0.8 * (Math.floor(k / 3) % SIDE), 1, 0][k % 3]!,
);

describe('NormalEquations', () => {
  it.each([true, false])('are those of the samples one by one (slopes: %s)', (slopes) => {
    const { matrix, rightSide } = written(slopes);
    const system = new NormalEquations(pairs, group);
    system.set(weights, slopes ? terms : undefined, undefined);
    const x = Float64Array.from({ length: SIZE }, (_, k) =>
      slopes || k % 3 === 0 ? between(-1, 1) : 0,
    );
    const product = new Float64Array(SIZE);
    system.apply(x, product);
    for (let row = 0; row < SIZE; row++) {
      let sum = 0;
      for (let column = 0; column < SIZE; column++)
        sum += matrix[row * SIZE + column]! * x[column]!;
      // Sums of some hundred terms of order 10.
      expect(Math.abs(product[row]! - sum)).toBeLessThan(1e-11);
      expect(Math.abs(system.rightSide[row]! - rightSide[row]!)).toBeLessThan(1e-11);
    }
  });

  it.each(['none', 'level', 'level and tilt'])(
    'are solved as by elimination, coarse space: %s',
    (kind) => {
      const { matrix, rightSide } = written(true);
      // The free level, fixed for elimination: image 0 has none.
      matrix[0]! += 1;
      const factor = lowerTriangle(matrix);
      factorise(factor, SIZE);
      solveFactorised(factor, SIZE, rightSide);
      const functions = kind === 'level' ? modes : [...modes, tilt];
      const coarse =
        kind === 'none'
          ? undefined
          : new CoarseSpace({ pairs, group, weights, terms, globals: functions });
      const system = new NormalEquations(pairs, group);
      system.set(weights, terms, coarse);
      const x = new Float64Array(SIZE);
      const iterations = conjugateGradient(system, x, 1e-12, 1000, vectors());
      // In exact arithmetic it ends after as many steps as there are unknowns.
      expect(iterations).toBeLessThan(1.2 * SIZE);
      for (let k = 0; k < SIZE; k++) {
        const level = k % 3 === 0 ? x[0]! : 0;
        expect(Math.abs(x[k]! - level - rightSide[k]!)).toBeLessThan(1e-8);
      }
    },
  );
});
