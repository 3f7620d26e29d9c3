import { expect, it } from 'vitest';
import { BufferPool } from '../../../shared/core/mosaics/buffer-pool.ts';
import { RunningCoadder } from '../../../shared/core/mosaics/running.ts';
import { newSamples } from '../../../shared/core/mosaics/samples.ts';
import { WholeMeanCoadder } from '../../../shared/core/mosaics/whole-mean.ts';
import { seededRandom } from '../../../shared/core/random.ts';

it('the mean of whole samples is the same, bit for bit, by sums of weights and by counts', () => {
  const canvas = { width: 64, height: 64, images: 70, hasError: false };
  const [samples, random, buffers] = [newSamples(), seededRandom(5), new BufferPool()];
  samples.weights.fill(1);
  samples.shares.fill(1);
  // The pool holds what an earlier strip left.
  for (const name of ['values', 'counts', 'science', 'coverage', 'bits0', 'context0', 'nothing'])
    buffers.take(name, Uint8Array, 50_000).fill(255);
  const both = [
    new RunningCoadder('mean', canvas, new BufferPool()),
    new WholeMeanCoadder(canvas, buffers),
  ];
  for (const row of [0, 3, 68])
    for (const [column, y] of [
      [0, 0],
      [32, 0],
      [32, 32],
    ] as const) {
      for (let k = 0; k < 1024; k++)
        samples.values[k] = random.uniform() < 0.2 ? Number.NaN : 1000 * random.normal();
      for (const one of both)
        one.add(samples, { column, row: y, size: 32 }, { row, weight: 1, noise: undefined });
    }
  const [slow, fast] = both.map((one) => one.finish(5, 3, 50, 60));
  expect(fast).toEqual(slow);
  expect(fast!.context.map((plane) => plane.some((bits) => bits > 0))).toEqual([true, false, true]);
});
