import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Measured } from '../../bench/whole-sky/table.ts';
import { matchingMemory } from '../../shared/core/background/memory.ts';
import { MATCHING_MEMORY_MIB, refuseBackground } from '../../shared/run/plan/refuse-background.ts';

const own = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the memory of matching backgrounds', () => {
  const measured = (JSON.parse(own('bench/whole-sky/whole-sky.json')) as Measured[]).filter(
    ({ stage }) => stage === 'match-background',
  );

  it.each(measured)('is what was measured of $size images, and a tenth more at most', (one) => {
    const predicted = matchingMemory(one.came.images!, one.came.pairs!) / 2 ** 20;
    expect(predicted).toBeGreaterThan(one.memory);
    expect(predicted).toBeLessThan(1.1 * one.memory);
  });

  it('is held against what the function has', () => {
    const [, memory] = /\n {2}match-background:\n(?: {4}.*\n)*? {4}memorySize: (\d+)\n/.exec(
      own('serverless.yml'),
    )!;
    expect(Number(memory)).toBe(MATCHING_MEMORY_MIB);
  });

  it('refuses what does not fit by its numbers, before anything is compared', () => {
    expect(() => refuseBackground(500_000, 2_500_000)).not.toThrow();
    expect(() => refuseBackground(1_628_768, 8_480_000)).toThrow(
      'Matching the backgrounds of 1,628,768 images by 8,480,000 overlaps takes 3.5 GB of memory, and its function has 1.9 GB: run each band, or part of the sky, by itself',
    );
  });
});
