import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { WholeSkyRow } from '../../bench/whole-sky/table.ts';
import { readFunctions } from '../../local/pool/functions.ts';
import { matchingMemory } from '../../shared/core/background/memory.ts';
import {
  MATCHING_SECONDS,
  matchingMib,
  needsLarge,
  refuseBackground,
} from '../../shared/run/plan/refuse-background.ts';

const own = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the memory of matching backgrounds', () => {
  const measured = (JSON.parse(own('bench/whole-sky/whole-sky.json')) as WholeSkyRow[]).filter(
    ({ stage }) => stage === 'match-background',
  );

  // Two runs of the same images differ by a tenth: it depends on when garbage is collected.
  it.each(measured)('is what was measured of $size images, and a fifth more at most', (one) => {
    const predicted = matchingMemory(one.came.images!, one.came.pairs!) / 2 ** 20;
    expect(predicted).toBeGreaterThan(one.memory);
    expect(predicted).toBeLessThan(1.2 * one.memory);
  });

  it('is held against what the functions have, and so is their time', async () => {
    const functions = await readFunctions(
      fileURLToPath(new URL('../../serverless.yml', import.meta.url)),
    );
    const [ordinary, large] = ['match-background', 'match-background-large'].map(
      (name) => functions[name]!,
    );
    expect([ordinary!.memorySize, large!.memorySize]).toEqual([
      matchingMib.ordinary,
      matchingMib.large,
    ]);
    expect([ordinary!.timeout, large!.timeout]).toEqual([MATCHING_SECONDS, MATCHING_SECONDS]);
  });

  it('refuses what does not fit by its numbers, before anything is compared', () => {
    // A band of 2MASS's whole sky, and one three times as large.
    expect(() => refuseBackground('J', 1_628_768, 8_480_000)).not.toThrow();
    expect(() => refuseBackground('J', 4_879_128, 25_440_000)).toThrow(
      'Matching the backgrounds of 4,879,128 images of band J by 25,440,000 overlaps takes 10.0 GB of memory and 2,035 s, and one function has 7.4 GB and 900 s: map part of the sky by itself',
    );
  });

  it('is that of the larger function from a million images on', () => {
    expect(needsLarge(900_000, 3_600_000)).toBe(false);
    expect(needsLarge(1_628_768, 8_480_000)).toBe(true);
  });
});
