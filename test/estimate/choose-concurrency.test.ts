import { expect, it } from 'vitest';
import { chooseConcurrency } from '../../shared/estimate/choose-concurrency.ts';
import type { Estimate } from '../../shared/estimate/estimate.ts';

/** A run of so much work that S3 lets do no faster than by `useful` executions. */
const runOf = (work: number, useful: number, isFitting: (n: number) => boolean = () => true) => {
  const tried: number[] = [];
  const estimate = (n: number) => {
    tried.push(n);
    const seconds = work / Math.min(n, useful);
    return { simulation: { seconds }, fit: { fits: isFitting(n) } } as Estimate;
  };
  return { estimate, tried };
};

it('takes as few executions as are hardly slower', () => {
  const { estimate, tried } = runOf(1e6, 250);
  // 1000 · 0.75⁴ = 316 are as fast; 237 take 1.055 times as long
  expect(chooseConcurrency(1000, estimate).concurrency).toBe(316);
  expect(tried).toEqual([1000, 750, 563, 422, 316, 237]);
});

it('takes all where each makes it faster', () => {
  expect(chooseConcurrency(1000, runOf(1e6, 1000).estimate).concurrency).toBe(1000);
  expect(chooseConcurrency(1, runOf(1e6, 1000).estimate).concurrency).toBe(1);
});

it('takes those with which all tasks fit their functions, and all where none do', () => {
  const waiting = (n: number) => n < 500;
  expect(chooseConcurrency(1000, runOf(1e6, 250, waiting).estimate).concurrency).toBe(316);
  const never = () => false;
  expect(chooseConcurrency(1000, runOf(1e6, 250, never).estimate).concurrency).toBe(1000);
});
