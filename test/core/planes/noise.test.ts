import { expect, it } from 'vitest';
import {
  maskBadErrors,
  noiseToError,
  noiseToWeight,
} from '../../../shared/core/detection/error-map.ts';
import type { NoiseKind } from '../../../shared/core/planes/roles.ts';

const odd = [0, -1, Number.NaN];

// a standard deviation of 2 in each form
it.each<[NoiseKind, number]>([
  ['error', 2],
  ['variance', 4],
  ['inverse variance', 0.25],
  ['inverse error', 0.5],
  ['weight', 0.25],
])('%s: %s is an error of 2 and a weight of 1/4; 0, negative and NaN are bad', (kind, value) => {
  const error = Float32Array.of(value, ...odd);
  const mask = new Uint8Array(4);
  noiseToError(error, kind);
  maskBadErrors(error, mask);
  expect([...error]).toEqual([2, Number.NaN, Number.NaN, Number.NaN]);
  expect([...mask]).toEqual([0, 1, 1, 1]);

  const weight = Float32Array.of(value, ...odd);
  noiseToWeight(weight, kind);
  expect([...weight]).toEqual([0.25, 0, 0, 0]);
});

it('infinite noise is no weight, an error beside nothing too small for float32', () => {
  const errors = Float32Array.of(Number.POSITIVE_INFINITY, 1e16, 1e-30);
  noiseToWeight(errors, 'error');
  expect([...errors]).toEqual([0, 0, 2 ** 120]);
});

// 1e-42 is the least that a float32 can be, near 0: what some archives write for it
it.each<[NoiseKind, number]>([
  ['error', 1e16],
  ['variance', 1e32],
  ['inverse variance', 1e-42],
  ['inverse error', 1e-16],
  ['weight', 1e-42],
])('%s of %s: not seen, for catalogues and maps alike', (kind, value) => {
  const [error, mask, weight] = [Float32Array.of(value), new Uint8Array(1), Float32Array.of(value)];
  noiseToError(error, kind);
  maskBadErrors(error, mask);
  noiseToWeight(weight, kind);
  expect([mask[0], weight[0]]).toEqual([1, 0]);
});

it('pixels that are multiplied have errors that are', () => {
  const variances = Float32Array.of(4);
  noiseToWeight(variances, 'variance', 10);
  expect(variances[0]).toBeCloseTo(1 / 400, 9);
});
